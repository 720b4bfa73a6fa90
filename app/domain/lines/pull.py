"""Pull: does the customer come to us by itself?

Principle: account leaders create excitement; the customer calls them in. Counted are days of meetings the customer
asked for, introductions to somebody new, and requests for ideas, in the last quarter and in the one before it.
Tickets and complaints are work the customer had to come with, and never count.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Literal

from app.domain import terms
from app.domain.contact_days import direction, happened_at
from app.domain.lines.entry import Entry
from app.domain.rows import ActivityRow
from app.domain.standing import Standing
from app.domain.value import value

Trend = Literal["more", "fewer", "same"]
NEVER: tuple[terms.Kind, ...] = ("ticket", "task", "note", "other")
NOT_HELD = ("voicemail", "no_answer", "no_show")


@value
class Pull:
    """Counts are of days and kinds in a window. None: too little is logged here to take silence for a fact."""

    now: int | None
    before: int | None
    trend: Trend | None
    entries: tuple[Entry, ...]
    """Of the last quarter, the latest first."""


def pull(standing: Standing) -> Pull:
    days = standing.policy.windows.contact
    middle, start = standing.since(days), standing.since(2 * days)
    found = {(entry.code, entry.on): entry for entry in _since(standing, start)}
    first_day: date = standing.day_of(middle)
    lately = [entry for entry in found.values() if entry.on and entry.on > first_day]
    now, before = len(lately), len(found) - len(lately)
    seen = standing.capture_works
    return Pull(
        now=now if now or seen else None,
        before=before if before or seen else None,
        trend=_trend(now, before) if seen or (now and before) else None,
        entries=tuple(reversed(lately)),
    )


def _trend(now: int, before: int) -> Trend:
    return "same" if now == before else "more" if now > before else "fewer"


def _since(standing: Standing, start: datetime) -> Iterator[Entry]:
    """Everything the customer came with since then, oldest first."""
    known = set(standing.past.people if standing.past else ())
    done = sorted(
        ((at, activity) for activity in standing.activities if (at := happened_at(activity)) and at <= standing.as_of),
        key=lambda pair: (pair[0], pair[1].key),
    )
    for at, activity in done:
        people = list(dict.fromkeys((*activity.contact_ids, *activity.attended_ids)))
        new = [person for person in people if person not in known]
        introduced = new if len(new) < len(people) else []
        known.update(new)
        if at >= start and _is_theirs(activity):
            code = _code(activity)
            if code:
                yield _entry(standing, at, activity, code)
            for person in introduced:
                yield _entry(standing, at, activity, "introduced", person)


def _is_theirs(activity: ActivityRow) -> bool:
    """Started by the customer, and neither a ticket nor a complaint."""
    theirs = activity.started_by == "customer" if activity.started_by else direction(activity) == "inbound"
    return theirs and activity.kind not in NEVER and activity.purpose != "service" and activity.outcome not in NOT_HELD


def _code(activity: ActivityRow) -> str | None:
    if activity.kind == "meeting":
        return "asked_to_meet"
    return "asked_for_ideas" if activity.purpose in terms.CREATING else None


def _entry(standing: Standing, at: datetime, activity: ActivityRow, code: str, person: int | None = None) -> Entry:
    recorded = activity.started_by or activity.direction
    return Entry("activity", activity.id, code, standing.day_of(at), person, inferred=not recorded)
