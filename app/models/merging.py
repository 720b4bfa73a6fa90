"""Which accounts and contacts were merged into which, worked out from the records each time it is asked.

Nothing is rewritten: the loser's records keep naming the loser, and whoever reads them asks here who that is now.
So a merge, a late record and an undone merge leave the same as if all had come in any other order.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, Connection, Table, bindparam, or_, select

from app.db import chunks
from app.models.records import TABLES
from app.models.source import sources_of

MERGEABLE = ("account", "contact")
Rank = tuple[bool, str, str]
_MERGED = {
    kind: select(
        *(TABLES[kind].c[name] for name in ("leadline_id", "merged_into_id", "source_id", "external_id", "deleted_at"))
    ).where(TABLES[kind].c.workspace_id == bindparam("workspace_id"), TABLES[kind].c.merged_into_id.is_not(None))
    for kind in MERGEABLE
}


@dataclass(frozen=True, slots=True)
class Merges:
    """Of one record type. ``said`` is what the records say, ``into`` where each loser ends."""

    said: Mapping[int, int] = field(default_factory=dict)
    into: Mapping[int, int] = field(default_factory=dict)
    circles: tuple[tuple[int, ...], ...] = ()
    """Records that are merged into each other; the first stands for all."""
    waiting: frozenset[int] = frozenset()
    """Records never received that others are merged into; until they come, those stand for themselves."""

    def of(self, number: int) -> int:
        """The record that stands for this one now."""
        return self.into.get(number, number)

    def with_losers(self, numbers: Iterable[int]) -> list[int]:
        """These records and all that was merged into them."""
        wanted = set(numbers)
        return sorted(wanted | {loser for loser, winner in self.into.items() if winner in wanted})

    def below(self, number: int) -> set[int]:
        """All that were merged into this one, by whatever way."""
        found, line = set[int](), [number]
        while line:
            target = line.pop()
            fresh = {loser for loser, winner in self.said.items() if winner == target} - found
            found |= fresh
            line += fresh
        return found

    def around(self, numbers: Iterable[int]) -> set[int]:
        """Those of these records that a merge connects with others, and the others, either way."""
        beside: dict[int, set[int]] = defaultdict(set)
        for loser, target in self.said.items():
            beside[loser].add(target)
            beside[target].add(loser)
        line = [number for number in numbers if number in beside]
        found = set(line)
        while line:
            fresh = beside[line.pop()] - found
            found |= fresh
            line += fresh
        return found


def merges_of(connection: Connection, workspace_id: int, record_type: str) -> Merges:
    """What was merged in a workspace: read whole, for merged records are few beside the others."""
    table = TABLES[record_type]
    rows = connection.execute(_MERGED[record_type], {"workspace_id": workspace_id}).all()
    if not rows:
        return Merges()
    said = {row.leadline_id: row.merged_into_id for row in rows}
    sources = sources_of(connection, workspace_id)
    ranks = {
        row.leadline_id: (row.deleted_at is not None, sources[row.source_id].name, row.external_id) for row in rows
    }
    waiting = _never_received(connection, table, set(said.values()) - said.keys())
    return resolve(said, ranks, waiting)


def resolve(said: Mapping[int, int], ranks: Mapping[int, Rank], waiting: Iterable[int] = ()) -> Merges:
    """Where each record ends. A circle ends at its lowest rank: one that is still there, then the first by name.

    The rank is told by the records themselves, so that the order in which they came decides nothing.
    """
    waits = frozenset(waiting)
    ends: dict[int, int] = dict.fromkeys(waits, 0)
    circles: list[tuple[int, ...]] = []
    for start in said:
        line: list[int] = []
        on_line: dict[int, int] = {}
        at = start
        while at not in ends and at in said and at not in on_line:
            on_line[at] = len(line)
            line.append(at)
            at = said[at]
        if at in on_line:
            circle = sorted(line[on_line[at] :], key=ranks.__getitem__)
            circles.append(tuple(circle))
            ends.update(dict.fromkeys(circle, circle[0]))
        end = ends.get(at, at)
        for number in reversed(line):
            # Who waits for a record stands for itself until it comes, and so do those merged into it.
            end = ends.setdefault(number, end or number)
    into = {number: end for number, end in ends.items() if number in said and end != number}
    return Merges(said, into, tuple(sorted(circles)), waits)


def is_itself(connection: Connection, workspace_id: int, record_type: str) -> ColumnElement[bool]:
    """The condition on a record that none other stands for it."""
    table = TABLES[record_type]
    merges = merges_of(connection, workspace_id, record_type)
    standing = sorted(merges.said.keys() - merges.into.keys())
    return or_(table.c.merged_into_id.is_(None), table.c.leadline_id.in_(standing))


def _never_received(connection: Connection, table: Table, numbers: Iterable[int]) -> set[int]:
    found: set[int] = set()
    for some in chunks(sorted(numbers)):
        found |= set(
            connection.scalars(
                select(table.c.leadline_id).where(
                    table.c.leadline_id.in_(some), table.c.is_placeholder, table.c.deleted_at.is_(None)
                )
            )
        )
    return found
