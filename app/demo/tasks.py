"""What the desk is to do: tasks with due dates, notes, and mails into the void."""

from datetime import timedelta

from app.demo.contact import call, we_write
from app.demo.desk import Desk


def task(desk: Desk, ago: int, creating: float, *, overdue: bool = False) -> None:
    """A task given ``ago`` days back; ``overdue``: due in the past and still open."""
    group = "creating_task" if desk.share("creating_task", creating) else "task"
    subject, text = desk.words(group, desk.person(ago))
    given_at = desk.at(ago)
    due_at = desk.hours.at(desk.day(ago - desk.rng.randint(3, 9)), 8)
    late = desk.share("tasks", desk.habit["task_late"])
    early = desk.rng.uniform(0.05, 0.9)
    done_at = desk.hours.after(due_at, desk.rng.uniform(6, 60)) if late else given_at + (due_at - given_at) * early
    done_at = desk.hours.at(desk.hours.worked_day(done_at.date()), desk.rng.uniform(0.2, 7)) if not late else done_at
    done_at = max(done_at, given_at + timedelta(minutes=20))
    is_done = done_at < desk.end and not overdue
    desk.log(
        kind="task", subject=subject, body=text, user_ids=[desk.owner_id], created_at=given_at, due_at=due_at,
        status="done" if is_done else "planned", completed_at=done_at if is_done else None,
        updated_at=done_at if is_done else given_at,
        assigned_by_id=desk.manager_id if desk.rng.random() < 0.15 else None,
    )  # fmt: skip


def planned(desk: Desk) -> None:
    """A visit in the diary, some days ahead."""
    person = desk.person(0)
    if person is None:
        return
    subject, _ = desk.words("visit", person)
    day = desk.hours.worked_day(desk.today + timedelta(days=desk.rng.randint(4, 20)))
    if day > desk.today:
        desk.log(
            kind="meeting", subject=subject, contact_ids=[person.id], user_ids=[desk.owner_id],
            status="planned", start_at=desk.hours.at(day, desk.rng.randint(1, 5)), started_by="us",
            created_at=desk.at(desk.rng.randint(2, 9)), updated_at=desk.end,
        )  # fmt: skip


def note(desk: Desk, ago: int) -> None:
    subject, text = desk.words("note", desk.person(ago))
    at = desk.at(ago)
    desk.log(kind="note", subject=subject, body=text, direction="internal", status="done", created_at=at, start_at=at)


def reach_out(desk: Desk, ago: int, index: int) -> None:
    """An attempt that gets no answer."""
    person = desk.people[index]
    if desk.rng.random() < 0.3:
        call(desk, ago, person, "voicemail", outcome="voicemail")
    else:
        we_write(desk, ago, person, "reaching_mail", answered=False)
