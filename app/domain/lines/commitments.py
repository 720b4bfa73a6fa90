"""The commitments of both sides: kept, broken or open.

Principle: account leaders create commitment, and commitment has two sides.
"""

from collections.abc import Sequence

from app.domain import terms
from app.domain.lines.entry import Entry
from app.domain.rows import CommitmentRow
from app.domain.standing import Standing
from app.domain.value import value

STATES = ("kept", "kept_late", "broken", "overdue", "open")


@value
class Side:
    """What one side committed itself to: due or made in a year, and all that is open."""

    kept: int
    kept_late: int
    broken: int
    overdue: int
    open: int


@value
class Commitments:
    us: Side
    customer: Side
    entries: tuple[Entry, ...]
    """What is open first, then the latest first."""


def commitments(standing: Standing) -> Commitments:
    oldest = standing.day_of(standing.since(standing.policy.windows.won))
    states = [(row, _state(standing, row)) for row in standing.commitments]
    lately = [
        (row, state)
        for row, state in states
        if state in ("overdue", "open") or (row.due_on or row.made_on or standing.today) >= oldest
    ]
    lately.sort(key=lambda pair: (pair[0].due_on or pair[0].made_on or standing.today, pair[0].key), reverse=True)
    lately.sort(key=lambda pair: pair[1] not in ("overdue", "open"))
    return Commitments(
        us=_side(lately, "us"),
        customer=_side(lately, "customer"),
        entries=tuple(
            Entry("commitment", row.id, f"{row.made_by}_{state}", row.due_on or row.made_on, row.contact_id)
            for row, state in lately
        ),
    )


def _side(rows: Sequence[tuple[CommitmentRow, str]], who: terms.MadeBy) -> Side:
    states = [state for row, state in rows if row.made_by == who]
    return Side(*(states.count(state) for state in STATES))


def _state(standing: Standing, row: CommitmentRow) -> str:
    if row.broken_on and row.broken_on <= standing.today:
        return "broken"
    if row.kept_on and row.kept_on <= standing.today:
        return "kept_late" if row.due_on and row.kept_on > row.due_on else "kept"
    return "overdue" if row.due_on and row.due_on < standing.today else "open"
