"""The life of a flag: a fold over the last Mondays, recomputed from facts, with no hidden memory."""

from collections.abc import Callable, Sequence
from datetime import date

from app.domain.value import value


@value
class StandingFlag:
    code: str
    opened_on: date
    """The second Monday running at which its rule held; at the earliest the first looks back."""


def stands(held: Callable[[int], bool], looks: Sequence[date], running: int) -> date | None:
    """The day the flag opened, or None. ``held(i)`` tells whether the rule held at ``looks[i]``.

    ``looks`` are latest first. The flag opens when the rule held at ``running`` looks in a row, clears when
    it failed at as many, and stands between; before the first look it was closed.
    """
    newest = _settled(held, range(len(looks)), running)
    if newest is None or not held(newest):
        return None
    opened = newest
    while (older := _settled(held, range(opened + 1, len(looks)), running)) is not None and held(older):
        opened = older
    return looks[opened]


def _settled(held: Callable[[int], bool], positions: range, running: int) -> int | None:
    """The latest look at which the last ``running`` looks agreed."""
    for newest in positions:
        group = range(newest, newest + running)
        if group[-1] in positions and len({held(position) for position in group}) == 1:
            return newest
    return None
