"""The verdicts of past month starts against what came after, on small books of our own."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from app.domain.backtest.groups import Group, groups
from app.domain.backtest.looking_back import LookedBack, Period, look_back, records_end
from app.domain.backtest.single_quotes import quote_cases
from app.domain.dossier import Dossier, prepare
from app.services.policies import default_policy
from tests.domain.in_memory import InMemory

CONNECTED = {1: datetime(2026, 11, 1, tzinfo=UTC)}
FEBRUARY = Period(date(2026, 2, 1), date(2026, 2, 1), 90)
LATEST = datetime(2026, 9, 1, tzinfo=UTC)


def at(text: str) -> str:
    return f"{text}T10:00:00Z"


def dossiers(records: list[dict[str, Any]]) -> list[Dossier]:
    return [prepare(rows, default_policy()) for rows in InMemory(records).account_rows()]


def deal(account: str, number: int, created_on: str, **fields: Any) -> dict[str, Any]:
    id_ = f"{account}-d{number}"
    return {"type": "opportunity", "id": id_, "account_id": account, "created_at": at(created_on), **fields}


def quote(account: str, number: int, asked_on: str, sent_on: str) -> dict[str, Any]:
    id_ = f"{account}-d{number}"
    times = {"requested_at": at(asked_on), "sent_at": at(sent_on)}
    return {"type": "quote", "id": f"{id_}-q", "account_id": account, "opportunity_id": id_, "status": "sent", **times}


def said(record_type: str, id_: str, field: str, new: str, on: str) -> dict[str, Any]:
    about = {"record_type": record_type, "record_id": id_, "field": field, "new": new}
    return {"type": "field_change", "id": f"{id_}-{field}", **about, "changed_at": at(on)}


def led(account: str, **lost: Any) -> list[dict[str, Any]]:
    """An account we lead in February: our own deals, a buyer met, quotes in time. ``lost`` is of a deal of its own."""
    buyer = f"{account}-buyer"
    meetings = [
        {
            "type": "activity",
            "id": f"{account}-m{day}",
            "kind": "meeting",
            "account_id": account,
            "opportunity_id": f"{account}-d1",
            "contact_ids": [buyer],
            "attended_ids": [buyer],
            "outcome": "held",
            "status": "done",
            "created_at": at(f"2026-01-{day}"),
            "start_at": at(f"2026-01-{day}"),
        }
        for day in ("07", "14", "21")
    ]
    return [
        {"type": "account", "id": account, "created_at": at("2024-01-01")},
        {"type": "contact", "id": buyer, "account_id": account},
        said("contact", buyer, "role", "economic_buyer", "2025-01-01"),
        *(deal(account, number, "2026-01-06") for number in (1, 2)),
        deal(account, 3, "2026-01-06", **lost),
        *(said("opportunity", f"{account}-d{number}", "started_by", "us", "2026-01-06") for number in (1, 2, 3)),
        said("opportunity", f"{account}-d1", "stage", "talks", "2026-01-06"),
        *(quote(account, number, "2026-01-12", "2026-01-12") for number in (1, 2, 3)),
        *meetings,
    ]


def looked(records: list[dict[str, Any]], period: Period = FEBRUARY, until: datetime = LATEST) -> LookedBack:
    return look_back(dossiers(records), default_policy(), period, CONNECTED, until)


def lost_on(day: str, amount: float) -> dict[str, Any]:
    return {"closed_at": at(day), "is_closed": True, "is_won": False, "amount": amount}


def test_an_account_called_led_that_loses_a_big_deal_is_named() -> None:
    small = [record for number in range(3) for record in led(f"small{number}", **lost_on("2026-03-02", 1_000))]
    found = looked([*led("vega", **lost_on("2026-03-10", 500_000)), *small, *led("orbis")])
    assert {seen.posture for seen in found.seen} == {"led"}
    lost = {seen.account_id: seen.losses for seen in found.seen if seen.losses}
    assert [[loss.amount for loss in losses] for losses in lost.values()] == [[500_000]]
    assert [seen.after["lost"] for seen in found.seen] == [True, True, True, True, False]


def test_what_happens_after_the_horizon_does_not_count() -> None:
    found = looked(led("vega", **lost_on("2026-05-03", 500_000)))
    assert [seen.after["lost"] for seen in found.seen] == [False]


def test_the_verdict_is_the_same_whatever_came_of_it() -> None:
    won = {"closed_at": at("2026-03-10"), "is_closed": True, "is_won": True, "amount": 9e6, "stage_kind": "won"}
    outcomes: list[dict[str, Any]] = [{}, won, lost_on("2026-03-10", 1), {"next_step_due_on": "2026-02-20"}]
    verdicts = [looked([*led("vega", **outcome), *led("orbis")]).seen[0].verdicts for outcome in outcomes]
    assert all(each == verdicts[0] for each in verdicts)


def test_a_customer_that_becomes_a_former_one_is_lost() -> None:
    was = said("account", "vega", "relationship", "customer", "2025-01-01")
    left = {**said("account", "vega", "relationship", "former", "2026-03-10"), "id": "left"}
    found = looked([*led("vega"), was, left, *led("orbis")])
    assert [seen.after["account_lost"] for seen in found.seen] == [True, None]
    assert [loss.opportunity_id for loss in found.seen[0].losses] == [None]


def test_a_month_counts_once_its_horizon_is_over() -> None:
    records = led("vega")
    assert not looked(records, until=datetime(2026, 5, 1, 23, tzinfo=UTC)).seen
    assert looked(records, until=datetime(2026, 5, 2, tzinfo=UTC)).seen
    assert records_end(dossier.rows for dossier in dossiers(records)) == datetime(2026, 1, 21, 10, tzinfo=UTC)


def test_month_starts_are_those_of_the_workspace() -> None:
    policy = default_policy()
    amsterdam = policy.model_copy(update={"calendar": policy.calendar.model_copy(update={"zone": "Europe/Amsterdam"})})
    starts = Period(date(2025, 11, 2), date(2026, 4, 1), 90).months(amsterdam)
    assert [start.isoformat() for start in (starts[0], starts[-1])] == [
        "2025-11-30T23:00:00+00:00",
        "2026-03-31T22:00:00+00:00",
    ]
    assert len(starts) == 5


def book_of_quotes(in_time: tuple[int, int], late: tuple[int, int]) -> list[dict[str, Any]]:
    """(won, all) of quotes sent the same day, and of quotes sent a week later; one account each."""
    records: list[dict[str, Any]] = []
    for sent_on, (won, of) in (("2026-01-12", in_time), ("2026-01-19", late)):
        for number in range(of):
            account = f"{sent_on}-{number}"
            closed = {"closed_at": at("2026-02-20"), "is_closed": True, "is_won": number < won}
            records += [
                {"type": "account", "id": account},
                deal(account, 1, "2026-01-05", **closed),
                quote(account, 1, "2026-01-12", sent_on),
            ]
    return records


def of_quotes(records: list[dict[str, Any]]) -> Group:
    cases = quote_cases(dossiers(records), default_policy(), LATEST)
    return next(group for group in groups(LookedBack(), cases) if group.code == "first_quote")


def test_quotes_in_time_against_late_ones() -> None:
    [(outcome, pair)] = of_quotes(book_of_quotes((60, 100), (15, 50))).outcomes
    assert outcome == "won"
    assert (pair.group.yes, pair.group.of, pair.others.yes, pair.others.of) == (60, 100, 15, 50)
    assert pair.lift
    assert pair.lift.value == 2
    assert pair.lift.low > 1


def test_only_the_first_quote_of_a_closed_deal_counts() -> None:
    records = book_of_quotes((1, 1), (0, 0))
    again = {**records[-1], "id": "again", "requested_at": at("2026-01-13"), "sent_at": at("2026-02-13")}
    still_open = [deal("2026-01-12-0", 2, "2026-01-05"), quote("2026-01-12-0", 2, "2026-01-12", "2026-01-12")]
    [(_, pair)] = of_quotes([*records, again, *still_open]).outcomes
    assert (pair.group.of, pair.others.of) == (1, 0)


def test_hours_that_run_out_at_closing_last_until_the_next_opening() -> None:
    """Asked at 9, eight office hours: sent at 20 is in time, sent at 10 the next day is late."""
    asked = datetime(2026, 1, 12, 9, tzinfo=UTC)
    for hours, is_in_time in ((8, True), (11, True), (24, True), (25, False)):
        records = book_of_quotes((1, 1), (0, 0))
        records[-1] |= {
            "requested_at": asked.isoformat(),
            "sent_at": (asked + timedelta(hours=hours)).isoformat(),
        }
        cases = quote_cases(dossiers(records), default_policy(), LATEST)
        assert (len(cases.in_time), len(cases.late)) == ((1, 0) if is_in_time else (0, 1))


def mail(account: str, number: int, direction: str, when: str) -> dict[str, Any]:
    id_ = f"{account}-{direction}-{number}"
    about = {"kind": "email", "account_id": account, "thread_id": f"{account}-t{number}", "status": "done"}
    return {"type": "activity", "id": id_, **about, "direction": direction, "created_at": when, "start_at": when}


def test_each_message_counts_once_and_open_deals_at_every_month_start() -> None:
    asked = [mail("vega", number, "inbound", at(f"2026-01-{12 + number}")) for number in (1, 2)]
    answers = [mail("vega", 1, "outbound", "2026-01-13T12:00:00Z"), mail("vega", 2, "outbound", at("2026-01-20"))]
    won = {"closed_at": at("2026-04-10"), "is_closed": True, "is_won": True}
    records = [*led("vega", **won), *asked, *answers]
    found = looked(records, Period(date(2026, 1, 1), date(2026, 4, 1), 90))
    assert {in_time: [won for _, won in cases] for in_time, cases in found.replies.items()} == {
        True: [True],
        False: [True],
    }
    # Made in January; by March all three have stood still for too long.
    assert [len(found.next_steps[moving]) for moving in (True, False)] == [3, 6]
    assert sum(won for _, won in found.next_steps[True]) == 1
