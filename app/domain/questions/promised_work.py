"""Is what we promised done by its date?

Principle: doing things right means keeping our word. A case is a task of ours, or a promise we made, whose
date has passed; what is not yet due is no case.
"""

from collections.abc import Iterable
from datetime import datetime

from app.domain.answers import Answer, Evidence, share
from app.domain.contact_days import happened_at
from app.domain.rows import ActivityRow, CommitmentRow
from app.domain.standing import Standing

QUESTION = "promised_work"
OPEN = ("overdue", "promise_overdue")


def ask(standing: Standing) -> Answer:
    cases = work_cases(standing)
    if not cases or not standing.day.is_on(QUESTION):
        return standing.without_cases(QUESTION)
    yes = sum(case.counts for case in cases)
    return share(QUESTION, standing.policy.lines.answer_yes, yes=yes, of=len(cases), evidence=cases)


def work_cases(standing: Standing) -> list[Evidence]:
    return [*_task_cases(standing), *_promise_cases(standing)]


def _task_cases(standing: Standing) -> Iterable[Evidence]:
    since = standing.since(standing.policy.windows.work)
    for task in standing.dossier.tasks:
        if task.due_at and task.due_at < standing.as_of:
            case = _task_case(standing, task, task.due_at, since)
            if case:
                yield case


def _task_case(standing: Standing, task: ActivityRow, due_at: datetime, since: datetime) -> Evidence | None:
    """``since``: what was done and was due before is no case any more."""
    if task.created_at and task.created_at > standing.as_of:
        return None
    done_at = task.completed_at or task.start_at if happened_at(task) else None
    if done_at is None and task.status == "done":
        return None
    if done_at and done_at > standing.as_of:
        done_at = None
    if done_at and due_at < since:
        return None
    in_time = done_at is not None and done_at <= due_at
    code = "done_in_time" if in_time else "done_late" if done_at else "overdue"
    return Evidence("activity", task.id, code, on=standing.day_of(due_at), counts=in_time)


def _promise_cases(standing: Standing) -> Iterable[Evidence]:
    oldest = standing.day_of(standing.since(standing.policy.windows.work))
    for row in standing.commitments:
        if row.made_by == "us" and row.due_on and row.due_on < standing.today:
            code = _promise_code(standing, row)
            if code == "promise_overdue" or row.due_on >= oldest:
                yield Evidence("commitment", row.id, code, on=row.due_on, counts=code == "promise_kept")


def _promise_code(standing: Standing, row: CommitmentRow) -> str:
    if row.kept_on and row.kept_on <= standing.today and row.due_on:
        return "promise_kept" if row.kept_on <= row.due_on else "promise_kept_late"
    if row.broken_on and row.broken_on <= standing.today:
        return "promise_broken"
    return "promise_overdue"
