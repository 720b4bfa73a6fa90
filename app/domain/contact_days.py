"""Two-way contact: who of theirs really spoke with us, and when.

A call or meeting is two-way when its outcome says held or spoke, or, without an outcome, when it is
done and names a contact. A mail is two-way when the same thread or person has the other direction
within the policy's days. Outbound alone is no contact.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from app.domain import terms
from app.domain.rows import ActivityRow
from app.domain.value import value

if TYPE_CHECKING:
    from app.domain.past import Past


@value
class Touch:
    """One two-way contact. ``settled_at`` is when it was known to be two-way: a mail's is its answer's."""

    at: datetime
    settled_at: datetime
    people: tuple[int, ...]
    activity: ActivityRow
    inferred: bool


def happened_at(activity: ActivityRow) -> datetime | None:
    """When it happened; None for what is planned, cancelled or undated."""
    if activity.status in ("planned", "cancelled"):
        return None
    if activity.completed_at or activity.start_at:
        if activity.status is None and not activity.completed_at and activity.kind not in ("email", "call", "meeting"):
            return None
        return activity.completed_at or activity.start_at
    return activity.created_at if activity.status == "done" else None


def is_planned(activity: ActivityRow, as_of: datetime) -> bool:
    """Whether it stood in the diary at an instant: known of, and neither cancelled nor done by then."""
    if activity.status == "cancelled" or (activity.created_at and activity.created_at > as_of):
        return False
    happened = happened_at(activity)
    if activity.status == "done" and not activity.created_at:
        return False
    return happened is None or happened > as_of


def direction(activity: ActivityRow) -> terms.Direction | None:
    """As recorded, else inferred: who started it, else ours when one of us is named as having done it."""
    if activity.direction:
        return activity.direction
    if activity.kind == "ticket":
        return "inbound"
    if not activity.infers_direction:
        return None
    if activity.started_by == "customer":
        return "inbound"
    if activity.started_by == "us" or activity.actor_id or activity.user_ids:
        return "outbound"
    return None


def touches(activities: Iterable[ActivityRow], pair_days: int, past: "Past | None" = None) -> list[Touch]:
    """Two-way contact, oldest first: all of it, or since the past, and what of that is kept."""
    found = _touches(activities, pair_days)
    if past is None:
        return found
    return [*past.touches, *(touch for touch in found if touch.at >= past.before)]


def _touches(activities: Iterable[ActivityRow], pair_days: int) -> list[Touch]:
    done = [(at, activity) for activity in activities if (at := happened_at(activity))]
    if not done:
        return []
    done.sort(key=lambda pair: (pair[0], pair[1].key))
    mails = [(at, activity) for at, activity in done if activity.kind == "email"]
    found = [touch for at, activity in done if (touch := _spoken(at, activity))]
    found += _mail_touches(mails, timedelta(days=pair_days))
    return sorted(found, key=lambda touch: (touch.at, touch.activity.key))


def _spoken(at: datetime, activity: ActivityRow) -> Touch | None:
    if activity.kind not in ("call", "meeting") or direction(activity) == "internal":
        return None
    named = activity.attended_ids or activity.contact_ids
    if activity.outcome in ("held", "spoke"):
        return Touch(at, at, named, activity, inferred=not activity.attended_ids)
    if activity.outcome is None and named:
        return Touch(at, at, named, activity, inferred=True)
    return None


class _Sides:
    """The instants of one side's mails, by thread and by person."""

    def __init__(self) -> None:
        self.by_key: dict[object, list[tuple[datetime, tuple[int, ...]]]] = {}

    def add(self, at: datetime, activity: ActivityRow) -> None:
        for key in _keys(activity):
            self.by_key.setdefault(key, []).append((at, activity.contact_ids))

    def first_near(
        self, key: object, at: datetime, within: timedelta, *, naming_nobody: bool = False
    ) -> datetime | None:
        """The instant of this side's first mail around ``at`` that makes a pair."""
        mails = self.by_key.get(key, [])
        for instant, people in mails[bisect_left(mails, at - within, key=lambda mail: mail[0]) :]:
            if instant > at + within:
                return None
            if not (naming_nobody and people):
                return instant
        return None


def thread_keys(activity: ActivityRow) -> list[tuple[str, int, str]]:
    """What ties a message to others: its thread, itself, and what it answers, within its source."""
    source = activity.source_id
    keys = [("mail", source, activity.key[activity.key.find(":") + 1 :])]
    if activity.thread_id:
        keys.append(("thread", source, activity.thread_id))
    if activity.in_reply_to:
        keys.append(("mail", source, activity.in_reply_to))
    return keys


def _keys(activity: ActivityRow) -> list[object]:
    return [*thread_keys(activity), *(("person", person) for person in activity.contact_ids)]


def _mail_touches(mails: Sequence[tuple[datetime, ActivityRow]], within: timedelta) -> list[Touch]:
    sides: dict[str, _Sides] = {"inbound": _Sides(), "outbound": _Sides()}
    sided = [(at, mail, side) for at, mail in mails if (side := direction(mail)) in ("inbound", "outbound")]
    for at, mail, side in sided:
        sides[side or ""].add(at, mail)
    if not (sides["inbound"].by_key and sides["outbound"].by_key):
        return []
    found = []
    for at, mail, side in sided:
        other = sides["outbound" if side == "inbound" else "inbound"]
        people, pairs = _answering(mail, at, side == "inbound", other, within)
        if pairs:
            found.append(Touch(at, max(at, min(pairs)), people, mail, inferred=mail.direction is None))
    return found


def _answering(
    mail: ActivityRow, at: datetime, from_them: bool, other: _Sides, within: timedelta
) -> tuple[tuple[int, ...], list[datetime]]:
    """The people of a mail who are in two-way contact by it, and the instants that make the pair.

    The sender of their mail counts as soon as we wrote in the thread or to that person. Somebody we wrote
    to counts only when that person wrote to us, or a mail of the thread names no sender; being on copy is
    no contact.
    """
    by_person = {
        person: pair for person in mail.contact_ids if (pair := other.first_near(("person", person), at, within))
    }
    if by_person and not from_them:
        return tuple(by_person), list(by_person.values())
    by_thread = [
        pair for key in thread_keys(mail) if (pair := other.first_near(key, at, within, naming_nobody=not from_them))
    ]
    return mail.contact_ids, [*by_person.values(), *by_thread]
