"""What a workspace chooses in its policy is what its accounts are judged by."""

from datetime import UTC, datetime, timedelta
from typing import Any

from app.domain.answers import Answer
from app.domain.judgement import Assessment
from app.domain.policy import Policy
from app.domain.policy_document import laid_over
from app.services.language import titles
from app.services.policies import default_document
from tests.domain.in_memory import InMemory

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def ago(days: float) -> str:
    return (NOW - timedelta(days=days)).isoformat()


def policy(**written: Any) -> Policy:
    return Policy.from_document(laid_over(written, default_document())[0], titles())


def judged(records: list[dict[str, Any]], **written: Any) -> Assessment:
    return InMemory([*ACCOUNT, *records]).judge("a", policy(**written), NOW)


def answer(assessment: Assessment, question: str) -> Answer:
    assert assessment.axes
    return next(each for axis in assessment.axes for each in axis.answers if each.question == question)


ACCOUNT: list[dict[str, Any]] = [
    {"type": "account", "id": "a", "aim": "grow", "employees": 60, "owner_id": "u", "created_at": ago(800),
     "relationship": "customer", "industry": "Steel ", "country": "NO"},
    {"type": "user", "id": "u", "time_zone": "Europe/Berlin"},
    {"type": "contact", "id": "c", "account_id": "a", "title": "CFO"},
    # Met as often elsewhere: so silence here would mean something.
    {"type": "account", "id": "b", "created_at": ago(800)},
    {"type": "contact", "id": "d", "account_id": "b", "title": "Clerk"},
    *(
        {"type": "activity", "id": f"{account}{week}", "kind": "meeting", "account_id": account,
         "contact_ids": [contact], "outcome": "held", "status": "done", "completed_at": ago(7 * week + 2)}
        for account, contact in (("a", "c"), ("b", "d"))
        for week in range(16)
    ),
]  # fmt: skip
DEAL = {
    "type": "opportunity", "id": "o", "account_id": "a", "kind": "expansion", "stage": "Angebot",
    "created_at": ago(20), "amount": 1000, "currency": "EUR",
}  # fmt: skip
IDEA = {
    "type": "activity", "id": "idea", "kind": "call", "account_id": "a", "contact_ids": ["c"], "started_by": "us",
    "outcome": "spoke", "purpose": "expanding", "status": "done", "completed_at": ago(25),
}  # fmt: skip


def test_the_stage_map_says_what_a_stage_means() -> None:
    assert answer(judged([DEAL]), "support_lined_up").verdict == "does_not_apply"
    mapped = answer(judged([DEAL], stage_map={" ANGEBOT": "proposal"}), "support_lined_up")
    assert (mapped.verdict, mapped.of) == ("no", 1)


def test_what_the_workspace_says_of_a_stage_wins_over_what_the_crm_sends() -> None:
    sent = {**DEAL, "stage_kind": "open"}
    moved = {
        "type": "field_change", "id": "f", "record_type": "opportunity", "record_id": "o", "field": "stage",
        "new": "Angebot", "stage_kind": "open", "changed_at": ago(15),
    }  # fmt: skip
    assert answer(judged([sent, moved]), "support_lined_up").verdict == "does_not_apply"
    assert answer(judged([sent, moved], stage_map={"angebot": "proposal"}), "support_lined_up").of == 1


def test_what_the_workspace_says_of_a_title_wins_over_its_words() -> None:
    assert answer(judged([], mappings={"title": {"cfo": 1, "clerk": 5}}), "right_people").reason == "nobody_senior"
    assert judged([], mappings={"title": {" Head Nut": 5}}) == judged([])


def test_who_started_a_deal_is_worked_out_only_where_the_workspace_lets_us() -> None:
    mine = answer(judged([DEAL, IDEA]), "business_created")
    assert (mine.verdict, mine.inferred) == ("yes", True)
    assert answer(judged([DEAL, IDEA], proxies={"starter": False}), "business_created").verdict == "not_known"
    recorded = [{**DEAL, "started_by": "us"}]
    assert answer(judged(recorded, proxies={"starter": False}), "business_created").verdict == "yes"


def test_a_title_tells_seniority_only_where_the_workspace_lets_us() -> None:
    assert answer(judged([]), "right_people").reason == "senior"
    assert answer(judged([], proxies={"seniority": False}), "right_people").reason == "senior_not_known"


def test_the_first_message_asks_for_a_quote_only_where_the_workspace_lets_us() -> None:
    records = [
        {"type": "quote", "id": "q", "account_id": "a", "status": "sent", "sent_at": ago(10)},
        {"type": "quote", "id": "q2", "account_id": "b", "status": "sent", "requested_at": ago(9), "sent_at": ago(8)},
        {"type": "activity", "id": "m", "kind": "email", "account_id": "a", "contact_ids": ["c"], "quote_id": "q",
         "direction": "inbound", "status": "done", "completed_at": ago(12)},
    ]  # fmt: skip
    assert answer(judged(records), "quotes_in_time").of == 1
    assert answer(judged(records, proxies={"quote_request": False}), "quotes_in_time").of == 0


def test_who_did_it_tells_the_direction_only_where_the_workspace_lets_us() -> None:
    mails = [
        {"type": "activity", "id": f"m{number}", "kind": "email", "account_id": "a", "contact_ids": ["c"],
         "thread_id": "t", "status": "done", "completed_at": ago(5 - number), **side}
        for number, side in enumerate(({"started_by": "customer"}, {"actor_id": "u"}))
    ]  # fmt: skip
    last_month = {"windows": {"contact": 1}, "proxies": {"direction": True}}
    everywhere = {**last_month, "windows": {"contact": 3650}}
    assert answer(judged(mails, **everywhere), "replies_in_time").of == 1
    assert answer(judged(mails, **{**everywhere, "proxies": {"direction": False}}), "replies_in_time").of in (0, None)


def test_a_question_switched_off_is_asked_of_nobody_and_weighs_nothing() -> None:
    merger = [{"type": "change", "id": "m", "account_id": "a", "kind": "merger", "intensity": 2,
               "noticed_on": (NOW - timedelta(days=60)).date().isoformat()}]  # fmt: skip
    asked, off = judged(merger), judged(merger, switched_off=["ready_for_change", "business_created"])
    gone = answer(off, "ready_for_change")
    assert (gone.verdict, gone.applies, gone.reason) == ("not_known", False, "switched_off")
    assert answer(asked, "ready_for_change").applies
    assert "ready_for_change" not in off.would_settle
    # No opportunities are on file at all, so of what is asked only the people are left, half of its weight.
    people = answer(off, "right_people")
    assert off.axes
    assert (off.axes[0].low, off.axes[0].high) == (people.low, people.high) == (75, 75)


def test_a_switched_off_question_takes_its_findings_with_it() -> None:
    merger = {"type": "change", "id": "m", "account_id": "b", "kind": "merger", "intensity": 3,
              "noticed_on": (NOW - timedelta(days=60)).date().isoformat()}  # fmt: skip
    for written, expected in (({}, True), ({"switched_off": ["ready_for_change"]}, False)):
        found = InMemory([*ACCOUNT, merger]).judge("b", policy(**written), NOW)
        assert ("change_without_leadership" in {each.code for each in found.findings}) is expected


def test_the_first_fit_rule_that_holds_gives_the_fit_that_nobody_recorded() -> None:
    rules = [
        {"when": {"country": "SE"}, "fit": 90},
        {"when": {"industry": ["Paper", "steel"], "employees": {"from": 50, "to": 100}}, "fit": 20},
        {"when": {}, "fit": 70},
    ]
    chosen = policy(fit_rules=rules)
    (rows, *_) = InMemory(ACCOUNT).account_rows()
    assert policy().fit_of(rows.account) is None
    assert chosen.fit_of(rows.account) == 20
    recorded = InMemory([{**ACCOUNT[0], "fit": 55}]).account_rows()[0].account
    assert chosen.fit_of(recorded) == 55
    large = InMemory([{**ACCOUNT[0], "employees": 101}]).account_rows()[0].account
    assert chosen.fit_of(large) == 70
    unknown = InMemory([{"type": "account", "id": "x"}]).account_rows()[0].account
    assert policy(fit_rules=rules[:2]).fit_of(unknown) is None


def test_a_day_off_where_the_owner_works_stops_the_clock_there() -> None:
    friday, monday = "2026-11-13T12:00:00Z", "2026-11-17T09:00:00Z"
    quote = [{"type": "quote", "id": "q", "account_id": "a", "owner_id": "u", "status": "sent",
              "requested_at": friday, "sent_at": monday}]  # fmt: skip
    holiday = {"holidays_in": {"Europe/Berlin": ["2026-11-16"]}}
    elsewhere = {"holidays_in": {"Europe/Oslo": ["2026-11-16"]}}
    assert answer(judged(quote), "quotes_in_time").yes == 0
    assert answer(judged(quote, calendar=holiday), "quotes_in_time").yes == 1
    assert answer(judged(quote, calendar=elsewhere), "quotes_in_time").yes == 0
    assert answer(judged(quote, calendar={"holidays": ["2026-11-16"]}), "quotes_in_time").yes == 1


def test_aims_by_tier_are_the_workspaces_own() -> None:
    tiered = [{**ACCOUNT[0], "aim": None, "tier": "C"}, *ACCOUNT[1:]]
    for written, aim in (({}, "keep"), ({"aims": {"C": "grow"}}, "grow")):
        assert InMemory(tiered).judge("a", policy(**written), NOW).aim.value == aim
