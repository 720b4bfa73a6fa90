"""What customers asked of us, and when they had an answer.

A customer's message is a mail, a ticket, or a call that did not reach us. It needs an answer unless it
says otherwise, only acknowledges, replies to our own message of late, or belongs to a quote, whose own time
counts. An answer is a mail in the thread, or the next mail, call or meeting to the same person; a word
left on their voicemail is one, a call nobody took is none.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from app.domain.contact_days import direction, happened_at, thread_keys
from app.domain.rows import ActivityRow
from app.domain.value import value

if TYPE_CHECKING:
    from app.domain.past import Past

NOT_REACHED = ("voicemail", "no_answer", "no_show")


@value
class Message:
    """One message of the customer that needs an answer."""

    received_at: datetime
    activity: ActivityRow
    answered_at: datetime | None
    solved_at: datetime | None
    """For a ticket: when it was closed."""
    solved_some_day: bool
    """A ticket that is done, and nobody recorded when."""
    is_first: bool
    """No earlier activity with this account."""


def received_at(activity: ActivityRow) -> datetime | None:
    """When a message of the customer came in; None for anything else."""
    if direction(activity) != "inbound" or activity.status == "cancelled":
        return None
    if activity.kind == "ticket":
        return activity.created_at or activity.start_at or activity.completed_at
    if activity.kind == "email" or (activity.kind == "call" and activity.outcome in NOT_REACHED):
        return happened_at(activity)
    return None


class _Answers:
    """Our side's mails and talks, by thread and by person, as sorted instants."""

    def __init__(self, activities: Iterable[ActivityRow]) -> None:
        self.by_key: dict[object, list[datetime]] = {}
        for activity in activities:
            at = happened_at(activity)
            if at and _is_answer(activity):
                for key in _answer_keys(activity):
                    self.by_key.setdefault(key, []).append(at)
        for instants in self.by_key.values():
            instants.sort()

    def first_after(self, keys: Iterable[object], at: datetime) -> datetime | None:
        found = []
        for key in keys:
            instants = self.by_key.get(key, [])
            index = bisect_right(instants, at)
            found += instants[index : index + 1]
        return min(found, default=None)

    def any_before(self, keys: Iterable[object], at: datetime, within: timedelta) -> bool:
        for key in keys:
            instants = self.by_key.get(key, [])
            index = bisect_left(instants, at)
            if index and instants[index - 1] >= at - within:
                return True
        return False


def _is_answer(activity: ActivityRow) -> bool:
    if activity.outcome == "voicemail":
        return activity.kind == "call" and direction(activity) == "outbound"
    if activity.outcome in NOT_REACHED or activity.kind not in ("email", "call", "meeting"):
        return False
    return activity.kind == "meeting" or direction(activity) == "outbound" or _was_spoken(activity)


def _was_spoken(activity: ActivityRow) -> bool:
    """A call either way in which somebody of theirs spoke with us."""
    return activity.outcome in ("held", "spoke") or (activity.kind == "call" and bool(activity.contact_ids))


def _answer_keys(activity: ActivityRow) -> list[object]:
    people: list[object] = [("person", person) for person in (*activity.contact_ids, *activity.attended_ids)]
    return [*thread_keys(activity), *(people or [("person", None)])]


def messages(activities: Sequence[ActivityRow], thread_days: int, past: "Past | None" = None) -> list[Message]:
    """The customer's messages that need an answer, oldest first: all, or since the past and what was open then.

    In a thread we wrote in within ``thread_days`` before, theirs answers ours; later it asks anew.
    """
    inbound = sorted(
        (
            (at, activity)
            for activity in activities
            if (at := received_at(activity)) and (not past or at >= past.before or activity.id in past.open_messages)
        ),
        key=lambda pair: (pair[0], pair[1].key),
    )
    if not inbound:
        return []
    answers, within = _Answers(activities), timedelta(days=thread_days)
    firsts = [at for activity in activities if (at := happened_at(activity) or received_at(activity))]
    first_at = min([*firsts, past.first_at] if past and past.first_at else firsts)
    return [
        Message(
            received_at=at,
            activity=activity,
            answered_at=answers.first_after(_answered_by(activity), at),
            solved_at=happened_at(activity) if activity.kind == "ticket" and activity.completed_at else None,
            solved_some_day=activity.kind == "ticket" and activity.status == "done" and not activity.completed_at,
            is_first=at == first_at,
        )
        for at, activity in inbound
        if _needs_answer(activity, at, answers, within)
    ]


def _answered_by(activity: ActivityRow) -> list[object]:
    people: list[object] = [("person", person) for person in activity.contact_ids]
    return [*thread_keys(activity), *(people or [("person", None)])]


def _needs_answer(activity: ActivityRow, at: datetime, answers: _Answers, within: timedelta) -> bool:
    if activity.needs_answer is not None or activity.quote_id:
        return bool(activity.needs_answer) and not activity.quote_id
    if activity.acknowledges:
        return False
    return activity.kind == "ticket" or not answers.any_before(thread_keys(activity), at, within)
