"""What a seller may rely on: leaving out buys nothing, recording costs nothing, volume alone moves nothing."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.domain.answers import Answer
from app.domain.contact_days import touches
from app.domain.judgement import Assessment
from app.services.policies import default_policy
from tests.domain.in_memory import InMemory
from tests.properties.examples import examples
from tests.properties.workspaces import (
    AS_OF,
    DEALS,
    PEOPLE,
    Json,
    at,
    hours,
    on,
    scenario,
    workspaces,
)

POLICY = default_policy()
TIME = ("_at", "_on")


def judge(records: list[Json], as_of: datetime = AS_OF) -> Assessment:
    return InMemory(records).judge("a", POLICY, as_of)


def answers(assessment: Assessment, axis: int) -> dict[str, Answer]:
    assert assessment.axes
    return {answer.question: answer for answer in assessment.axes[axis].answers}


def ends(answer: Answer) -> tuple[float, float]:
    return (answer.low, answer.high) if answer.is_scored else (0.0, 100.0)


def bands(assessment: Assessment) -> list[Any]:
    assert assessment.axes
    return [(axis.verdict, axis.low, axis.high, axis.line) for axis in assessment.axes]


def two_way(records: list[Json]) -> set[str]:
    """The ids of the activities with account `a` by which somebody was in two-way contact."""
    (rows, _) = InMemory(records).account_rows()
    return {touch.activity.key.split(":")[1] for touch in touches(rows.activities, POLICY.windows.mail_pair)}


@examples(50)
@given(records=workspaces(), data=st.data())
def test_leaving_out_two_way_contact_raises_no_effectiveness_answer(records: list[Json], data: st.DataObject) -> None:
    contact = sorted(two_way(records))
    assume(contact)
    left_out = set(data.draw(st.lists(st.sampled_from(contact), min_size=1, unique=True)))
    fewer = [record for record in records if record["id"] not in left_out]
    before, after = answers(judge(records), 0), answers(judge(fewer), 0)
    for question, answer in after.items():
        assert ends(answer) <= ends(before[question]), question
        assert ends(answer)[1] <= ends(before[question])[1], question


@examples(50)
@given(records=workspaces(), data=st.data())
def test_leaving_out_a_deal_we_started_never_raises_business_created(records: list[Json], data: st.DataObject) -> None:
    ours = [record["id"] for record in records if record["id"] in DEALS and record["started_by"] == "us"]
    assume(ours)
    deal = data.draw(st.sampled_from(ours))
    fewer = [record for record in records if record["id"] != deal]
    before, after = (answers(judge(each), 0)["business_created"] for each in (records, fewer))
    assert after.low <= before.low
    assert after.high <= before.high or after.verdict == "not_known"


FED_BY: dict[str, Callable[[Json], bool]] = {
    "business_created": lambda record: record["type"] == "opportunity",
    "right_people": lambda record: record["type"] == "activity" and record["kind"] != "task",
    "support_lined_up": lambda record: record["type"] == "opportunity",
    "ready_for_change": lambda record: record["type"] == "change",
    "quotes_in_time": lambda record: record["type"] == "quote",
    "replies_in_time": lambda record: record["type"] == "activity" and record["kind"] == "email",
    "promised_work": lambda record: record["type"] == "commitment" or record.get("kind") == "task",
    "next_step": lambda record: record["type"] == "opportunity",
}


@pytest.mark.parametrize("question", FED_BY)
@examples(20)
@given(records=workspaces())
def test_leaving_out_all_of_a_kind_turns_no_answer_to_yes(question: str, records: list[Json]) -> None:
    before, after = (
        {**answers(assessment, 0), **answers(assessment, 1)}[question].verdict
        for assessment in (judge(records), judge([each for each in records if not FED_BY[question](each)]))
    )
    assert (before, after) != ("no", "yes")


KINDS = ["opportunity", "activity", "quote", "commitment", "contact", "field_change", "change"]


@pytest.mark.parametrize("kind", KINDS)
@examples(30)
@given(records=workspaces())
def test_what_a_workspace_holds_none_of_makes_no_answer_a_no(kind: str, records: list[Json]) -> None:
    without = judge([record for record in records if record["type"] != kind])
    for axis in (0, 1):
        before = answers(judge(records), axis)
        for question, answer in answers(without, axis).items():
            assert answer.verdict != "no" or before[question].verdict == "no", question


@pytest.mark.parametrize("question", [each for each in FED_BY if each != "ready_for_change"])
@examples(20)
@given(records=workspaces())
def test_a_question_nothing_feeds_is_not_known(question: str, records: list[Json]) -> None:
    assessment = judge([record for record in records if not FED_BY[question](record)])
    answer = {**answers(assessment, 0), **answers(assessment, 1)}[question]
    assert answer.verdict == "not_known"


@examples(50)
@given(records=workspaces(), noticed=st.integers(0, 13), intensity=st.sampled_from([None, 1, 2, 3]))
def test_a_change_or_a_plan_costs_nothing_in_its_first_days(
    records: list[Json], noticed: int, intensity: int | None
) -> None:
    change = {
        "type": "change", "id": "new", "account_id": "a", "kind": "competitor", "intensity": intensity,
        "noticed_on": on(noticed),
    }  # fmt: skip
    promise = {
        "type": "commitment", "id": "plan", "account_id": "a", "made_by": "us", "what": "Show the plan",
        "made_on": on(noticed), "due_on": on(noticed - 14),
    }  # fmt: skip
    before, after = judge(records), judge([*records, change, scenario("new", None), promise])
    for what in ("state", "aim", "posture", "axes", "advice", "priority", "findings", "flags"):
        assert getattr(after, what) == getattr(before, what), what


@examples(50)
@given(records=workspaces(), hour=hours, starters=st.sampled_from(["recorded", "worked out"]))
def test_twice_the_mail_from_us_changes_no_verdict_and_no_band(records: list[Json], hour: int, starters: str) -> None:
    if starters == "worked out":
        records = [each | {"started_by": None} if each["type"] == "opportunity" else each for each in records]
    ours = [record for record in records if record.get("direction") == "outbound" and record["kind"] == "email"]
    unanswered = [
        {"type": "activity", "id": f"cold{day}", "kind": "email", "direction": "outbound", "account_id": "a",
         "contact_ids": ["stranger"], "purpose": "reaching", "start_at": at(day, hour)}
        for day in range(1, 80, 4)
    ]  # fmt: skip
    before = judge(records)
    after = judge([*records, *({**mail, "id": f"{mail['id']}-again"} for mail in ours), *unanswered])
    assert bands(after) == bands(before)
    assert (after.posture, after.flags) == (before.posture, before.flags)
    for axis in (0, 1):
        assert [(a.verdict, ends(a)) for a in answers(after, axis).values()] == [
            (a.verdict, ends(a)) for a in answers(before, axis).values()
        ]


@examples(50)
@given(
    records=workspaces(),
    person=st.sampled_from(PEOPLE),
    deal=st.none() | st.sampled_from(DEALS),
    day=st.integers(1, 120),
)
def test_more_creating_work_never_lowers_effectiveness(
    records: list[Json], person: str, deal: str | None, day: int
) -> None:
    met = {
        "type": "activity", "id": "met", "kind": "meeting", "purpose": "discovery", "outcome": "held",
        "account_id": "a", "opportunity_id": deal, "contact_ids": [person], "attended_ids": [person],
        "user_ids": ["u1"], "start_at": at(day),
    }  # fmt: skip
    (before, _), (after, _) = judge(records).axes or (), judge([*records, met]).axes or ()
    assert after.low >= before.low
    assert after.high >= before.high


@examples(50)
@given(records=workspaces(), late=st.integers(10, 30), how=st.sampled_from(["asked earlier", "sent later"]))
def test_late_quotes_lower_efficiency_and_leave_effectiveness_alone(records: list[Json], late: int, how: str) -> None:
    field, days = ("requested_at", -late) if how == "asked earlier" else ("sent_at", late)
    slow = [
        {**record, field: moved(record[field], days)} if record["id"].startswith("aq") and record["sent_at"] else record
        for record in records
    ]
    before, after = judge(records), judge(slow)
    assert before.axes
    assert after.axes
    assert bands(after)[0] == bands(before)[0]
    was, now = (answers(each, 1)["quotes_in_time"] for each in (before, after))
    assert after.axes[1].low <= before.axes[1].low
    assert after.axes[1].high <= before.axes[1].high
    if any(case.counts for case in was.evidence):
        assert now.verdict == "no"
        assert after.axes[1].low < before.axes[1].low


@examples(50)
@given(records=workspaces(), weeks=st.integers(-60, 60))
def test_weeks_later_all_is_the_same(records: list[Json], weeks: int) -> None:
    shift = timedelta(weeks=weeks)
    shifted = [
        {name: moved(value, 7 * weeks) if name.endswith(TIME) else value for name, value in record.items()}
        | ({"options": [_shifted_option(each, 7 * weeks) for each in record["options"]]} if "options" in record else {})
        for record in records
    ]
    before, after = judge(records), judge(shifted, AS_OF + shift)
    assert bands(after) == bands(before)
    assert (after.posture, after.state, after.results) == (before.posture, before.state, before.results)
    assert [finding.code for finding in after.findings] == [finding.code for finding in before.findings]
    assert [(flag.code, flag.opened_on) for flag in after.flags] == [
        (flag.code, flag.opened_on + shift) for flag in before.flags
    ]


@examples(50)
@given(
    records=workspaces(),
    moves=st.lists(st.integers(1, 15), min_size=3, max_size=5),
    started_by=st.sampled_from(["us", "customer"]),
)
def test_a_next_step_moved_three_times_is_no_next_step(records: list[Json], moves: list[int], started_by: str) -> None:
    due = [-50 + sum(moves[:count]) for count in range(len(moves) + 1)]
    deal = {
        "type": "opportunity", "id": "moved", "account_id": "a", "kind": "expansion", "stage_kind": "open",
        "started_by": started_by, "created_at": at(25), "next_step": "Visit", "next_step_due_on": on(-70),
    }  # fmt: skip
    changes = [
        {"type": "field_change", "id": f"f{count}", "record_type": "opportunity", "record_id": "moved",
         "field": "next_step_due_on", "old": on(-due[count]), "new": on(-due[count + 1]), "changed_at": at(20 - count)}
        for count in range(len(moves))
    ]  # fmt: skip
    world = InMemory([*records, deal, *changes])
    cases = answers(world.judge("a", POLICY, AS_OF), 1)["next_step"].evidence
    (case,) = [case for case in cases if world.names[case.id] == "moved"]
    assert (case.code, case.counts) == ("next_step_put_off", False)


@examples(50)
@given(records=workspaces(), person=st.sampled_from(PEOPLE))
def test_tickets_and_complaints_raise_nothing(records: list[Json], person: str) -> None:
    """The one who complains was met after all of it, so that no new person is reached by complaining."""
    met = {
        "type": "activity", "id": "met", "kind": "meeting", "outcome": "held", "account_id": "a",
        "contact_ids": [person], "user_ids": ["u1"], "start_at": at(0, 8),
    }  # fmt: skip
    noise = [
        {"type": "activity", "id": f"{kind}{day}", "kind": kind, "direction": "inbound", "started_by": "customer",
         "account_id": "a", "contact_ids": [person], "start_at": at(day), "subject": "Complaint: it is broken again",
         "outcome": "spoke" if kind == "call" else None}
        for day in range(1, 81, 2)
        for kind in ("ticket", "call")
    ]  # fmt: skip
    before, after = judge([*records, met]), judge([*records, met, *noise])
    for question, answer in answers(after, 0).items():
        assert ends(answer) == ends(answers(before, 0)[question]), question
    assert bands(after)[0][0] != "yes" or bands(before)[0][0] == "yes"
    assert after.posture != "led" or before.posture == "led"


def moved(value: str | None, days: int) -> str | None:
    if value is None:
        return None
    later = datetime.fromisoformat(value) + timedelta(days=days)
    return later.isoformat() if "T" in value else later.date().isoformat()


def _shifted_option(option: Json, days: int) -> Json:
    return {**option, "accepted_on": moved(option["accepted_on"], days)}
