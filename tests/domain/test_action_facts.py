"""A fact does what was agreed, and nothing else does: each cure, with what comes close."""

from datetime import UTC, datetime
from typing import Any

import pytest

from app.domain.action_facts import FACTS, done_by
from app.domain.action_parts import Agreed
from app.domain.dossier import prepare
from app.domain.facts import observe
from app.domain.standing import Standing
from app.domain.surroundings import survey
from app.services.policies import default_policy
from tests.domain.in_memory import InMemory

AGREED = datetime(2026, 9, 7, 10, tzinfo=UTC)
NOW = datetime(2026, 10, 5, 12, tzinfo=UTC)

ON_FILE: list[dict[str, Any]] = [
    {"type": "account", "id": "A1", "owner_id": "U1", "created_at": "2024-01-01T09:00:00Z"},
    {"type": "contact", "id": "C1", "account_id": "A1", "title": "CFO"},
    {"type": "contact", "id": "C2", "account_id": "A1", "title": "Buyer"},
    {"type": "activity", "id": "old", "kind": "meeting", "account_id": "A1", "contact_ids": ["C2"], "outcome": "held",
     "start_at": "2026-08-20T09:00:00Z"},
    {"type": "opportunity", "id": "O1", "account_id": "A1", "kind": "expansion", "started_by": "us",
     "stage_kind": "open", "created_at": "2026-03-01T09:00:00Z", "expected_close_on": "2026-12-18"},
    {"type": "change", "id": "X1", "account_id": "A1", "kind": "merger", "intensity": 2, "noticed_on": "2026-08-01"},
    {"type": "activity", "id": "T1", "kind": "task", "account_id": "A1", "status": "planned",
     "created_at": "2026-08-01T09:00:00Z", "due_at": "2026-08-15T09:00:00Z"},
    {"type": "activity", "id": "M1", "kind": "email", "account_id": "A1", "direction": "inbound",
     "contact_ids": ["C2"], "needs_answer": True, "completed_at": "2026-09-01T09:00:00Z"},
]  # fmt: skip


def activity(id_: str, kind: str, at: str, **more: Any) -> dict[str, Any]:
    return {"type": "activity", "id": id_, "kind": kind, "account_id": "A1", "completed_at": at, **more}


def mail(direction: str, at: str, **more: Any) -> dict[str, Any]:
    return activity(f"mail-{at}", "email", at, direction=direction, contact_ids=["C1"], **more)


def stage(at: str, new: str, kind: str) -> dict[str, Any]:
    return {"type": "field_change", "id": f"S-{at}", "record_type": "opportunity", "record_id": "O1",
            "field": "stage", "old": "one", "new": new, "stage_kind": kind, "changed_at": at}  # fmt: skip


def quote(id_: str, asked: str, sent: str) -> dict[str, Any]:
    return {"type": "quote", "id": id_, "account_id": "A1", "requested_at": asked, "sent_at": sent, "status": "sent"}


def deal(made: str, starter: str, kind: str = "expansion") -> dict[str, Any]:
    return {"type": "opportunity", "id": "O2", "account_id": "A1", "kind": kind, "started_by": starter,
            "stage_kind": "open", "created_at": made}  # fmt: skip


def plan(accepted: str | None, change: str = "X1") -> dict[str, Any]:
    option = {"what": "meet both boards", "owner_id": "U1", "accepted_on": accepted}
    return {"type": "scenario", "id": "P1", "account_id": "A1", "change_id": change, "what_if": "merged",
            "options": [option]}  # fmt: skip


def promise(made_by: str) -> dict[str, Any]:
    return {"type": "commitment", "id": "K1", "account_id": "A1", "made_by": made_by, "what": "Name the site",
            "due_on": "2026-09-01", "kept_on": "2026-09-14"}  # fmt: skip


def step_moved_to(day: str, at: str) -> list[dict[str, Any]]:
    change = {"type": "field_change", "id": "N1", "record_type": "opportunity", "record_id": "O1",
              "field": "next_step_due_on", "old": None, "new": day, "changed_at": at}  # fmt: skip
    dated = {**ON_FILE[4], "next_step_due_on": day}
    lately = stage("2026-09-20T09:00:00Z", "two", "open")
    return [dated, change, lately]


TASK, MESSAGE = ON_FILE[6], ON_FILE[7]
DONE = {
    "a meeting with the person": ("meet", "contact", "C1", [
        activity("n1", "meeting", "2026-09-14T09:00:00Z", contact_ids=["C1"], outcome="held")]),
    "a mail the person answered": ("meet_again", "contact", "C1", [
        mail("outbound", "2026-09-10T09:00:00Z"), mail("inbound", "2026-09-14T09:00:00Z")]),
    "a call with somebody senior": ("find_senior", "account", "A1", [
        activity("n1", "call", "2026-09-14T09:00:00Z", contact_ids=["C1"], outcome="spoke")]),
    "a meeting with somebody new": ("find_second_person", "account", "A1", [
        activity("n1", "meeting", "2026-09-14T09:00:00Z", contact_ids=["C2", "C1"], outcome="held")]),
    "a deal we started": ("start_deal", "account", "A1", [deal("2026-09-14T09:00:00Z", "us")]),
    "the deal in a new stage": ("move_deal", "opportunity", "O1", [stage("2026-09-14T09:00:00Z", "two", "proposal")]),
    "a meeting on the deal": ("move_deal", "opportunity", "O1", [
        activity("n1", "meeting", "2026-09-14T09:00:00Z", contact_ids=["C2"], opportunity_id="O1", outcome="held")]),
    "a plan somebody accepted": ("plan", "change", "X1", [plan("2026-09-14")]),
    "a date for the next step": ("date_next_step", "opportunity", "O1",
        step_moved_to("2026-10-30", "2026-09-14T09:00:00Z")),
    "an answer to the message": ("answer", "activity", "M1", [
        activity("n1", "email", "2026-09-14T09:00:00Z", direction="outbound", contact_ids=["C2"])]),
    "the task finished": ("finish", "activity", "T1", [
        {**TASK, "status": "done", "completed_at": "2026-09-14T09:00:00Z"}]),
    "a meeting with the sponsor": ("sponsor", "contact", "C1", [
        activity("n1", "meeting", "2026-09-14T09:00:00Z", contact_ids=["C1"], outcome="held")]),
    "the deal moved on and dated": ("move_on", "opportunity", "O1",
        step_moved_to("2026-10-30", "2026-09-14T09:00:00Z")),
    "our promise kept": ("keep_promise", "commitment", "K1", [promise("us")]),
    "their promise kept": ("settle_promise", "commitment", "K1", [promise("customer")]),
    "a new day for their promise": ("settle_promise", "commitment", "K1", [
        {**promise("customer"), "kept_on": None, "due_on": "2026-09-18"}]),
    "somebody who speaks for us": ("win_champion", "contact", "C2", [
        {**ON_FILE[2], "role": "champion"},
        activity("n1", "meeting", "2026-09-14T09:00:00Z", contact_ids=["C2"], outcome="held")]),
    "a champion where there was none": ("find_champion", "account", "A1", [
        {"type": "contact", "id": "C3", "account_id": "A1", "role": "champion"},
        activity("n1", "call", "2026-09-14T09:00:00Z", contact_ids=["C3"], outcome="spoke")]),
    "the quote sent, late or not": ("send", "quote", "Q1", [
        quote("Q1", "2026-08-14T09:00:00Z", "2026-09-14T15:00:00Z")]),
    "a record written down": ("log_work", "account", "A1", [
        activity("n1", "note", "2026-09-01T09:00:00Z", created_at="2026-09-14T09:00:00Z")]),
}  # fmt: skip
NOT_DONE = {
    "a mail the person did not answer": ("meet", "contact", "C1", [mail("outbound", "2026-09-14T09:00:00Z")]),
    "a meeting with somebody else": ("meet", "contact", "C1", [
        activity("n1", "meeting", "2026-09-14T09:00:00Z", contact_ids=["C2"], outcome="held")]),
    "a meeting before it was agreed": ("meet", "contact", "C1", [
        activity("n1", "meeting", "2026-09-07T09:00:00Z", contact_ids=["C1"], outcome="held")]),
    "a meeting to come": ("meet", "contact", "C1", [
        activity("n1", "meeting", "2026-10-14T09:00:00Z", contact_ids=["C1"], outcome="held")]),
    "a meeting nobody came to": ("meet", "contact", "C1", [
        activity("n1", "meeting", "2026-09-14T09:00:00Z", contact_ids=["C1"], outcome="no_show")]),
    "somebody who is not senior": ("find_senior", "account", "A1", [
        activity("n1", "meeting", "2026-09-14T09:00:00Z", contact_ids=["C2"], outcome="held")]),
    "the same person again": ("find_second_person", "account", "A1", [
        activity("n1", "meeting", "2026-09-14T09:00:00Z", contact_ids=["C2"], outcome="held")]),
    "a deal the customer asked for": ("start_deal", "account", "A1", [deal("2026-09-14T09:00:00Z", "customer")]),
    "a renewal": ("start_deal", "account", "A1", [deal("2026-09-14T09:00:00Z", "us", "renewal")]),
    "a deal from before": ("start_deal", "account", "A1", [deal("2026-09-04T09:00:00Z", "us")]),
    "a deal that was lost": ("move_deal", "opportunity", "O1", [
        {**ON_FILE[4], "stage_kind": "lost", "is_closed": True, "closed_at": "2026-09-14T09:00:00Z"},
        stage("2026-09-14T09:00:00Z", "lost", "lost")]),
    "a plan nobody accepted": ("plan", "change", "X1", [plan(None)]),
    "a plan for another change": ("plan", "change", "X1", [plan("2026-09-14", "X2")]),
    "a next step in the past": ("date_next_step", "opportunity", "O1",
        step_moved_to("2026-09-30", "2026-09-14T09:00:00Z")),
    "a task that is moved": ("finish", "activity", "T1", [{**TASK, "due_at": "2026-10-30T09:00:00Z"}]),
    "a call nobody took": ("answer", "activity", "M1", [
        activity("n1", "call", "2026-09-14T09:00:00Z", direction="outbound", contact_ids=["C2"],
                 outcome="no_answer")]),
    "a champion nobody spoke to since": ("win_champion", "contact", "C2", [{**ON_FILE[2], "role": "champion"}]),
    "somebody else as champion": ("win_champion", "contact", "C2", [
        {**ON_FILE[1], "role": "champion"},
        activity("n1", "meeting", "2026-09-14T09:00:00Z", contact_ids=["C1", "C2"], outcome="held")]),
    "their promise of before": ("settle_promise", "commitment", "K1", [{**promise("customer"), "kept_on": None}]),
    "a record that was there": ("log_work", "account", "A1", [
        activity("n1", "note", "2026-09-14T09:00:00Z", created_at="2026-09-01T09:00:00Z")]),
}  # fmt: skip


def done(code: str, record_type: str, id_: str, more: list[dict[str, Any]], number: float | None = 1) -> Any:
    world, standing = standing_with(more)
    return done_by(standing, Agreed(code, record_type, world.id_of(record_type, id_), number, AGREED))


def standing_with(more: list[dict[str, Any]]) -> tuple[InMemory, Standing]:
    replaced = {(record["type"], record["id"]) for record in more}
    world = InMemory([*(one for one in ON_FILE if (one["type"], one["id"]) not in replaced), *more])
    policy = default_policy()
    dossiers = [prepare(rows, policy) for rows in world.account_rows()]
    surroundings = survey((observe(dossier, policy) for dossier in dossiers), policy, NOW)
    return world, Standing(dossiers[0], surroundings, policy, NOW)


@pytest.mark.parametrize("case", DONE)
def test_a_fact_does_it(case: str) -> None:
    code, record_type, id_, more = DONE[case]
    assert done(code, record_type, id_, []) is None, "nothing has happened yet"
    fact = done(code, record_type, id_, more)
    assert fact is not None
    assert "2026-09-07" <= fact.on.isoformat() <= ("2026-10-05" if fact.code == "new_day_agreed" else "2026-09-20")


@pytest.mark.parametrize("case", NOT_DONE)
def test_what_comes_close_does_not(case: str) -> None:
    assert done(*NOT_DONE[case]) is None


def test_every_cure_has_its_fact_tried_here() -> None:
    assert {code for code, *_ in DONE.values()} == set(FACTS)


def test_a_plan_for_a_change_that_records_tell() -> None:
    left = {"type": "contact", "id": "C1", "account_id": "A1", "title": "CFO", "left_on": "2026-08-20"}
    answer = {**plan("2026-09-14"), "change_id": None, "trigger": "sponsor_left"}
    assert done("plan_left", "contact", "C1", [left]) is None
    assert done("plan_left", "contact", "C1", [left, answer]).code == "plan_accepted"


def test_what_nobody_can_read_from_records_stays_open() -> None:
    assert done("apologise", "contact", "C1", []) is None
