"""Plans for what may come: when the trigger of each fires, and who answered."""

from datetime import date, timedelta
from typing import Any

import pytest

from app.domain.lines.all_lines import stored
from app.domain.lines.news import news
from app.domain.reconstruct import Instant, reconstruct
from app.domain.rewind import rewind
from app.domain.scenarios import Scenario, scenarios
from app.domain.wording.plans import news_says, option_says, scenario_sentence, scenarios_sentence
from tests.domain.test_lines import ACCOUNT, BUYER, CFO, POLICY, activity, standing_of
from tests.properties.workspaces import AS_OF, Json, at, on, surroundings

MERGER = {"type": "change", "id": "m", "account_id": "a", "kind": "merger", "noticed_on": on(30)}
OPTIONS = [
    {"what": "Offer a frame contract", "owner_id": "kim", "accepted_on": on(20)},
    {"what": "Visit the new owner", "owner_id": "luis"},
    {"what": "Split the deal"},
]


def plan(trigger: str | None, days: int | None = None, **fields: Any) -> Json:
    about = {"type": "scenario", "id": "s", "account_id": "a", "what_if": "If they merge", "trigger": trigger}
    return {**about, "trigger_days": days, **fields}


def day(days: int) -> date:
    return date.fromisoformat(on(days))


def look(*records: Json, busy: int = 20) -> Scenario:
    (found,) = scenarios(standing_of([ACCOUNT, CFO, BUYER, *records, *surroundings(busy)]))
    return found


def met(days: float, who: str = "cfo") -> Json:
    return activity(f"met {who} {days}", "meeting", days, contact_ids=[who], outcome="held")


def test_a_kind_of_change_fires_on_the_day_it_was_noticed() -> None:
    found = look(MERGER, plan("merger"))
    assert (found.fired, found.fired_on, found.answered) == ("yes", day(30), "no")
    assert look({**MERGER, "ended_on": on(5)}, plan("merger")).fired == "no"
    assert look({**MERGER, "kind": "budget"}, plan("merger")).fired == "no"
    assert look(MERGER, plan(None, change_id="m")).fired_on == day(30)
    assert look(MERGER, {**MERGER, "id": "n", "noticed_on": on(3)}, plan(None, change_id="n")).fired_on == day(3)


def test_before_an_account_was_there_its_silence_is_not_known() -> None:
    later = {**ACCOUNT, "created_at": at(-5)}
    for trigger in ("no_contact_in_days", "no_quote_in_days"):
        (found,) = scenarios(standing_of([later, plan(trigger, 30), *surroundings(20)]))
        assert (found.fired, found.fired_on) == ("not_known", None)


def test_a_change_that_records_tell_fires_too() -> None:
    assert look({**BUYER, "id": "gone", "left_on": on(6)}, plan("sponsor_left")).fired_on == day(6)


def test_a_word_with_somebody_senior_since_is_an_answer() -> None:
    found = look(MERGER, plan("merger"), met(12), met(4))
    assert (found.answered, found.answered_on) == ("yes", day(12))
    assert look(MERGER, plan("merger"), met(31), met(12, "buyer")).answered == "no"
    assert look(MERGER, plan("merger"), busy=2).answered == "not_known", "contact is hardly logged"


def test_what_was_recorded_of_firing_and_answering_wins() -> None:
    found = look(MERGER, plan("merger", fired_at=at(10), answered_at=at(2)), met(12))
    assert (found.fired_on, found.answered, found.answered_on) == (day(10), "yes", day(2))
    found = look(plan("manual", fired_at=at(10)), met(12))
    assert (found.fired_on, found.answered) == (day(10), "no")
    found = look(plan("manual", fired_at=at(-3), answered_at=at(-2)))
    assert (found.fired, found.answered) == ("no", "does_not_apply"), "what is dated later has not happened"


def test_taking_rows_back_takes_firing_and_answering_back() -> None:
    standing = standing_of([ACCOUNT, plan("manual", fired_at=at(10), answered_at=at(2)), *surroundings(20)])
    then = standing.as_of - timedelta(days=5)
    (rewound,) = rewind(standing.dossier, then, POLICY).scenarios
    (known,) = reconstruct(standing.dossier, POLICY, Instant(then, day(5), {})).scenarios
    for row in (rewound, known):
        assert (row.fired_at, row.answered_at) == (standing.dossier.rows.scenarios[0].fired_at, None)


def quote(days: float, **fields: Any) -> Json:
    return {"type": "quote", "id": f"q{days}", "account_id": "a", "status": "sent", "sent_at": at(days), **fields}


def test_days_without_a_quote() -> None:
    assert look(plan("no_quote_in_days", 60), quote(59), quote(100)).fired == "no"
    assert look(plan("no_quote_in_days", 60), quote(100), quote(200)).fired_on == day(40)
    assert look(plan("no_quote_in_days", 60), quote(100), met(9)).answered_on == day(9)
    assert look(plan("no_quote_in_days", 60), quote(100), quote(70, sent_at=None)).fired == "not_known"
    assert look(plan("no_quote_in_days"), quote(100)).fired == "not_known", "no number of days"


def test_days_without_contact_count_only_where_contact_is_logged() -> None:
    silent = plan("no_contact_in_days", 60)
    assert look(silent, met(100, "buyer")).fired_on == day(40)
    assert look(silent, met(100, "buyer"), busy=2).fired == "not_known"
    assert look(silent, met(100, "buyer"), met(50, "buyer"), busy=2).fired == "no"
    found = look(silent, met(100, "buyer"), met(20))
    assert (found.fired_on, found.answered_on) == (day(40), day(20)), "the silence that was broken lately"
    assert look(silent, met(300, "buyer"), *(met(days, "buyer") for days in (200, 150, 100, 50))).fired == "no"


@pytest.mark.parametrize(("ahead", "fired"), [(90, "yes"), (60, "yes"), (91, "no"), (0, "yes"), (-1, "no")])
def test_a_renewal_within_the_days(ahead: int, fired: str) -> None:
    account = {**ACCOUNT, "renewal_on": on(-ahead)}
    (found,) = scenarios(standing_of([account, plan("renewal_in_days", 90), *surroundings(20)]))
    assert (found.fired, found.fired_on) == (fired, day(90 - ahead) if fired == "yes" else None)


def test_a_renewal_on_no_day_is_not_known() -> None:
    assert look(plan("renewal_in_days", 90)).fired == "not_known"


def test_what_asks_for_somebody_comes_first() -> None:
    plans = [
        plan("budget", id="waits"), plan("merger", id="answered", answered_at=at(2)), plan("merger", id="open"),
    ]  # fmt: skip
    found = scenarios(standing_of([ACCOUNT, MERGER, *plans, *surroundings(20)]))
    assert [(each.fired, each.answered) for each in found] == [("yes", "no"), ("yes", "yes"), ("no", "does_not_apply")]
    said = "3 plans: 1 set off and not answered, 1 set off and answered, 1 waiting."
    assert scenarios_sentence(stored(found)) == said


def test_owners_who_accepted_are_named_and_those_still_open() -> None:
    found = stored(look(MERGER, plan("merger", options=OPTIONS)))
    people = {
        ("user", option["owner_id"]): {"name": name}
        for option, name in zip(found["options"][:2], ["Kim", "Luis"], strict=True)
    }
    named = people | {("scenario", found["ref"]): {"what_if": "If they merge", "options": OPTIONS}}
    assert scenario_sentence(found, named) == "“If they merge”: set off on 17 Aug 2026, nobody senior met since."
    assert [option_says(option, found, named) for option in found["options"]] == [
        "Kim accepted on 27 Aug 2026: “Offer a frame contract”",
        "Luis has not accepted yet: “Visit the new owner”",
        "Nobody is asked yet: “Split the deal”",
    ]
    assert option_says(found["options"][0], found, {}) == "Somebody whose name is not on file accepted on 27 Aug 2026"


def told(*records: Json, busy: int = 20) -> list[str]:
    entries = stored(news(standing_of([ACCOUNT, CFO, BUYER, *records, *surroundings(busy)])))
    return [news_says(each, {("change", each["ref"]): {"kind": "merger"}}, POLICY) for each in entries]


def test_a_young_change_says_from_when_it_asks() -> None:
    assert told({**MERGER, "noticed_on": on(4)}) == ["Merger: noticed 12 Sep 2026, asks from 26 Sep 2026"]
    assert told(MERGER) == []


WROTE = activity("wrote", "email", 10, contact_ids=["buyer"], direction="inbound")


def test_a_long_silent_customer_who_speaks() -> None:
    said = "The customer wrote or called on 6 Sep 2026 after 180 days or more of silence"
    assert told(met(200), WROTE) == [f"{said}: last contact before on 28 Feb 2026"]
    assert told(WROTE) == [], "who never spoke with us was not silent for long"
    assert told(met(200), WROTE, met(5, "buyer")) == told(met(200), WROTE), "answered, and still news"


@pytest.mark.parametrize(
    "records",
    [
        [met(150), WROTE],
        [met(200)],
        [met(300), {**WROTE, "completed_at": at(100)}],
        [met(200), {**WROTE, "direction": "outbound"}],
    ],
    ids=["not silent", "no word", "long ago", "our own"],
)
def test_what_is_no_breaking_of_a_silence(records: list[Json]) -> None:
    assert told(*records) == []


def test_silence_is_none_where_contact_is_hardly_logged_or_the_account_is_young() -> None:
    assert told(met(200), WROTE, busy=2) == []
    young = [{**ACCOUNT, "created_at": at(100)}, BUYER, WROTE, *surroundings(20)]
    assert news(standing_of(young)) == ()


def test_what_is_new_asks_nothing_and_moves_no_line() -> None:
    records = [ACCOUNT, CFO, BUYER, met(200), *surroundings(20)]
    before, after = standing_of(records), standing_of([*records, WROTE, {**MERGER, "noticed_on": on(4)}])
    assert before.as_of == AS_OF
    assert (before.pressing_changes, after.pressing_changes, after.asking_changes) == ([], [], [])
