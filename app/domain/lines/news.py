"""What is new here and asks nothing yet: a change still young, and a customer who speaks after long silence.

Principle: recognise early when another style is needed. Shown only: neither asks a question nor moves the line.
"""

from bisect import bisect_left
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from app.domain.contact_days import direction, happened_at
from app.domain.messages import received_at
from app.domain.rows import ActivityRow
from app.domain.standing import Standing
from app.domain.value import value


@value
class News:
    """``type`` and ``ref`` name the record that tells it."""

    type: str
    ref: int
    code: str
    """``young_change`` or ``speaks_again``."""
    on: date
    asks_on: date | None = None
    """For a change: the day from which it asks for an answer."""
    news: str | None = None
    """For a change we derived: a code for what happened."""
    silent_since: date | None = None
    """For a customer who speaks again: the day of the last contact before."""


def news(standing: Standing) -> tuple[News, ...]:
    """The latest first."""
    return tuple(sorted((*_young(standing), *_speaks_again(standing)), key=lambda each: each.on, reverse=True))


def _young(standing: Standing) -> Iterator[News]:
    pressing = {change.key for change in standing.pressing_changes}
    for change in standing.changes:
        if change.key not in pressing:
            kind, number = change.told_by or ("change", change.id)
            asks_on = change.noticed_on + timedelta(days=standing.policy.change.grace)
            yield News(kind, number, "young_change", change.noticed_on, asks_on, change.news)


def _speaks_again(standing: Standing) -> Iterator[News]:
    """The first message of the contact window before which nobody had spoken with us for the days of silence."""
    if not standing.is_customer or not standing.capture_works:
        return
    silence = timedelta(days=standing.policy.windows.silence)
    since = standing.since(standing.policy.windows.contact)
    settled = sorted(touch.settled_at for touch in standing.dossier.touches)
    if bisect_left(settled, standing.as_of - silence) < bisect_left(settled, since):
        return  # Contact so near before the window leaves no silence long enough in it.
    spoke = sorted(
        (at, row.key, row.id) for row in standing.activities if (at := _came_in(row)) and since <= at <= standing.as_of
    )
    for at, _, number in spoke:
        before = bisect_left(settled, at)
        if before and at - settled[before - 1] >= silence:
            spoke_last_on = standing.day_of(settled[before - 1])
            yield News("activity", number, "speaks_again", standing.day_of(at), silent_since=spoke_last_on)
            return


def _came_in(row: ActivityRow) -> datetime | None:
    return received_at(row) or (happened_at(row) if direction(row) == "inbound" else None)
