"""What was agreed in several parts is done part by part: 2 of 3, until the last one."""

from typing import Any

import pytest

from app.domain.action_facts import FACTS, done_by
from app.domain.action_parts import COMPOSITE, Agreed, parts_of
from app.domain.wording.cures import CURES
from tests.domain.test_action_facts import AGREED, MESSAGE, ON_FILE, TASK, activity, promise, quote, standing_with

Json = dict[str, Any]
UNSENT = {"type": "quote", "id": "Q0", "account_id": "A1", "requested_at": "2026-08-24T09:00:00Z", "status": "draft"}
TWO = {**MESSAGE, "id": "M2", "contact_ids": ["C1"]}
OURS = {**promise("us"), "kept_on": None}
FINISHED = {**TASK, "status": "done", "completed_at": "2026-09-10T09:00:00Z"}
PROPOSAL = {**ON_FILE[4], "stage": "offer", "stage_kind": "proposal"}
THEIRS = {**promise("customer"), "opportunity_id": "O1", "kept_on": None}
PEOPLE = [{"type": "contact", "id": f"C{n}", "account_id": "A1", "title": "Buyer"} for n in (3, 4)]


def answered(person: str, day: int) -> Json:
    return activity(f"a{day}", "email", f"2026-09-{day}T09:00:00Z", direction="outbound", contact_ids=[person])


def asked_and_answered(day: int, days_later: int = 0) -> list[Json]:
    asked = {"direction": "inbound", "contact_ids": ["C9"], "thread_id": f"t{day}", "needs_answer": True}
    reply = {"direction": "outbound", "contact_ids": ["C9"], "thread_id": f"t{day}"}
    return [
        activity(f"q{day}", "email", f"2026-09-{day:02}T10:00:00Z", **asked),
        activity(f"r{day}", "email", f"2026-09-{day + days_later:02}T11:00:00Z", **reply),
    ]


def in_time(day: int) -> Json:
    return quote(f"Q{day}", f"2026-09-{day}T09:00:00Z", f"2026-09-{day}T15:00:00Z")


def task(day: int) -> Json:
    due = {"due_at": f"2026-09-{day}T17:00:00Z", "status": "done"}
    return activity(f"t{day}", "task", f"2026-09-{day}T15:00:00Z", **due)


def met(day: int, *people: str) -> Json:
    return activity(f"m{day}", "meeting", f"2026-09-{day}T09:00:00Z", contact_ids=list(people), outcome="held")


CASES: dict[str, tuple[str, tuple[str, str], float, list[Json], list[list[Json]]]] = {
    "both messages that wait": ("answer_all", ("activity", "M1"), 2, [TWO], [
        [answered("C2", 14)], [answered("C1", 15)]]),
    "the message, then the next in time": (
        "answer_then", ("activity", "M1"), 1, [], [asked_and_answered(16), [answered("C2", 14)]]),
    "the next two messages in time": (
        "replies_in_time", ("account", "A1"), 2, [], [asked_and_answered(16), asked_and_answered(17)]),
    "the quote, then the next in time": ("send_then", ("quote", "Q0"), 1, [UNSENT], [
        [in_time(14)], [{**UNSENT, "status": "sent", "sent_at": "2026-09-15T09:00:00Z"}]]),
    "the next three quotes in time": (
        "quotes_in_time", ("account", "A1"), 3, [], [[in_time(14)], [in_time(15)], [in_time(16)]]),
    "task and promise": ("finish_all", ("activity", "T1"), 2, [OURS], [[FINISHED], [promise("us")]]),
    "the promise, the task and one in time": (
        "keep_all_then", ("commitment", "K1"), 1, [OURS], [[FINISHED], [promise("us")], [task(17)]]),
    "the next two pieces of work": ("work_in_time", ("account", "A1"), 2, [], [[task(16)], [task(17)]]),
    "two more behind the proposal": (
        "line_up", ("opportunity", "O1"), 2, [PROPOSAL, *PEOPLE], [[met(14, "C3")], [met(15, "C1", "C4")]]),
    "their promise": ("settle_all", ("opportunity", "O1"), 1, [PROPOSAL, THEIRS], [
        [{**THEIRS, "due_on": "2026-10-30"}]]),
    "their promise and somebody senior": ("line_up_and_settle", ("opportunity", "O1"), 1, [PROPOSAL, THEIRS], [
        [met(14, "C1")], [{**THEIRS, "kept_on": "2026-09-20"}]]),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_each_part_counts_and_the_last_one_does_it(case: str) -> None:
    code, (record_type, id_), number, before, facts = CASES[case]
    records = {(record["type"], record["id"]): record for record in before}
    for step, more in enumerate([[], *facts]):
        records |= {(record["type"], record["id"]): record for record in more}
        world, standing = standing_with(list(records.values()))
        agreed = Agreed(code, record_type, world.id_of(record_type, id_), number, AGREED)
        parts = parts_of(standing, agreed)
        assert (sum(1 for day in parts if day), len(parts)) == (step, len(facts))
        assert bool(done_by(standing, agreed)) == (step == len(facts))


@pytest.mark.parametrize(
    ("code", "more"),
    [
        ("replies_in_time", asked_and_answered(16, days_later=2) + asked_and_answered(2)),
        ("quotes_in_time", [quote("Q1", "2026-09-14T09:00:00Z", "2026-09-24T15:00:00Z")]),
        ("work_in_time", [FINISHED]),
        ("line_up", [PROPOSAL, *PEOPLE, met(14, "C3")]),
    ],
    ids=["a late answer, and one of before", "a late quote", "a task finished late", "nobody senior"],
)
def test_what_comes_close_does_not(code: str, more: list[Json]) -> None:
    world, standing = standing_with(more)
    record = ("opportunity", "O1") if code == "line_up" else ("account", "A1")
    assert parts_of(standing, Agreed(code, record[0], world.id_of(*record), 1, AGREED)) == [None]


def test_every_cure_there_is_can_be_done_by_facts() -> None:
    assert set(CURES) == {*FACTS, *COMPOSITE}
