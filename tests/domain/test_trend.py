"""How an account went, and whose doing each change of posture was."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.assessment_body import axis_body
from app.domain.dossier import Dossier, prepare
from app.domain.facts import observe
from app.domain.judgement import Look
from app.domain.rewind import rewind
from app.domain.surroundings import Surroundings, survey_days
from app.domain.trend import Point, Said, Turn, mondays, points, reason_between, turns
from app.services.policies import default_policy
from tests.domain.in_memory import InMemory
from tests.properties.examples import examples
from tests.properties.workspaces import AS_OF, Json, at, on, surroundings, workspaces

POLICY = default_policy()
DAYS = mondays(AS_OF, POLICY)
LAST_WEEK = (AS_OF.date() - DAYS[-1]).days
"""Days from the last Monday to the instant looked from: so many days back lies after it."""


def read(records: list[Json]) -> tuple[Dossier, Surroundings]:
    everybody = [prepare(rows, POLICY) for rows in InMemory(records).account_rows()]
    return everybody[0], survey_days((observe(each, POLICY) for each in everybody), POLICY, DAYS)


def course(records: list[Json], *said: Said) -> tuple[list[Point], list[Turn]]:
    dossier, around = read(records)
    found = points(dossier, around, POLICY, DAYS, said)
    return found, turns(dossier, around, POLICY, found, said)


def activity(id_: str, kind: str, days: float, **fields: Any) -> Json:
    return {
        "type": "activity", "id": id_, "kind": kind, "account_id": "a", "completed_at": at(days), "outcome": "held",
        **fields,
    }  # fmt: skip


def managed(**about: Any) -> list[Json]:
    """Looked after all year, every deal the customer's idea, nobody senior met."""
    return [
        {
            "type": "account", "id": "a", "relationship": "customer", "tier": "A", "employees": 60,
            "created_at": at(900), **about,
        },
        {"type": "contact", "id": "md", "account_id": "a", "title": "Managing director"},
        {"type": "contact", "id": "buyer", "account_id": "a", "title": "Buyer"},
        *(activity(f"m{n}", "meeting", 7 * n + 2, contact_ids=["buyer"]) for n in range(70)),
        *(
            {"type": "quote", "id": f"q{n}", "account_id": "a", "status": "sent",
             "requested_at": at(30 * n + 3, 9), "sent_at": at(30 * n + 3, 11)}
            for n in range(16)
        ),
        {
            "type": "opportunity", "id": "theirs", "account_id": "a", "started_by": "customer", "stage_kind": "won",
            "created_at": at(500), "closed_at": at(30), "is_closed": True, "is_won": True, "kind": "expansion",
        },
        *surroundings(20),
    ]  # fmt: skip


WEEK_BEFORE = LAST_WEEK + 6
"""Days back to the Tuesday of the last whole week."""


def test_a_deal_we_started_and_a_senior_meeting_are_our_doing() -> None:
    ours = [
        {"type": "opportunity", "id": "ours", "account_id": "a", "started_by": "us", "kind": "expansion",
         "stage_kind": "open", "created_at": at(WEEK_BEFORE), "next_step_due_on": on(-30)},
        activity("senior", "meeting", WEEK_BEFORE, contact_ids=["md"]),
    ]  # fmt: skip
    found, changes = course([*managed(), *ours])
    assert [point.posture for point in found[-2:]] == ["managed_only", "led"]
    assert (changes[0].on, changes[0].reason) == (DAYS[-1], "your_doing")
    assert {"business_created", "right_people"} <= set(changes[0].questions)


def test_a_customer_who_wrote_and_was_not_answered_changed_it() -> None:
    wrote = [
        activity(f"wrote {n}", "email", WEEK_BEFORE, contact_ids=["md"], direction="inbound", outcome=None)
        for n in range(60)
    ]
    found, changes = course([*managed(), *wrote])
    assert [point.posture for point in found[-2:]] == ["managed_only", "neglected"]
    assert changes[0].reason == "customers_doing"


def test_what_nobody_did_is_time_passing() -> None:
    records = [*managed(), {"type": "opportunity", "id": "ours", "account_id": "a", "started_by": "us",
        "kind": "expansion", "stage_kind": "open", "created_at": at(LAST_WEEK + 93)},
        {"type": "field_change", "id": "f", "record_type": "opportunity", "record_id": "ours", "field": "stage",
         "new": "talks", "changed_at": at(LAST_WEEK + 93)},
        activity("senior", "meeting", LAST_WEEK + 40, contact_ids=["md"])]  # fmt: skip
    found, changes = course(records)
    assert [point.posture for point in found[-2:]] == ["led_untidy", "neglected"]
    assert changes[0].reason == "time_passing", "our deal stood still for 90 days"


def said_then(*postures: tuple[str, int]) -> list[Said]:
    """Each with the version of the policy it was said by, a day after the other, from the last Monday but one."""
    start = datetime.combine(DAYS[-2], datetime.min.time(), UTC) + timedelta(hours=1)
    return [
        Said(start + timedelta(days=days), posture, version)  # type: ignore[arg-type]
        for days, (posture, version) in enumerate(postures)
    ]


def test_what_we_said_changes_with_a_policy_or_with_late_records() -> None:
    found, (late, *_) = course(managed(), *said_then(("led", 1), ("managed_only", 1)))
    assert [point.said and point.said.posture for point in found[-3:]] == [None, "led", "managed_only"]
    assert (late.before, late.after, late.reason) == ("led", "managed_only", "late_data")
    _, (new_policy, *_) = course(managed(), *said_then(("led", 1), ("managed_only", 2)))
    assert new_policy.reason == "policy"
    _, (after_it, *_) = course(managed(), *said_then(("led", 1), ("led", 2), ("managed_only", 2)))
    assert after_it.reason == "late_data", "the new policy said the same; what came after it did not"
    _, none = course(managed(), *said_then(("managed_only", 1), ("managed_only", 1)))
    assert [turn for turn in none if turn.on >= DAYS[-2]] == []


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ((("led", 1), ("managed_only", 1)), "late_data"),
        ((("led", 1), ("managed_only", 2)), "policy"),
        ((("led", 1), ("led", 2), ("managed_only", 2)), "late_data"),
    ],
)
def test_a_week_tells_the_reason_that_the_trend_tells(said: tuple[tuple[str, int], ...], reason: str) -> None:
    told = said_then(*said)
    _, (turn, *_) = course(managed(), *told)
    dossier, around = read(managed())
    week = (told[0].at, told[0].at + timedelta(weeks=1))
    assert turn.reason == reason_between(dossier, around, POLICY, week, ("led", "managed_only"), told) == reason


def test_an_account_shows_no_week_before_it_was_there() -> None:
    found, _ = course(managed(created_at=at(LAST_WEEK + 20)))
    assert [point.on for point in found] == DAYS[-3:]


@examples(60)
@given(records=workspaces(), week=st.integers(0, 52))
def test_rows_taken_back_to_a_monday_say_what_all_rows_say_of_it(records: list[Json], week: int) -> None:
    dossier, around = read(records)
    (point,) = points(dossier, around, POLICY, [DAYS[week]], ())
    again = Look(prepare(rewind(dossier, point.as_of, POLICY), POLICY), around, POLICY, point.as_of)
    if point.axes and not again.is_thin:
        assert [axis_body(axis) for axis in (again.case.effectiveness, again.case.efficiency)] == [
            axis_body(axis) for axis in point.axes
        ]
