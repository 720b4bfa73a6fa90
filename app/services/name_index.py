"""All names of a workspace as one folded text: searched in Python, so that every database finds the same."""

from array import array
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from app.domain.folding import folded_words
from app.models.name_search import KINDS, Kind, Nameable, all_names, names_stamp
from app.services.kept_in_memory import KeptInMemory
from app.services.show_records import Caller

MOST_KEPT = 500_000
"""Names of one database kept in memory, some 100 bytes each; workspaces beyond that are read each time."""
NOTHING = 0


@dataclass(slots=True)
class NameIndex:
    """``text`` has a line a record: a space before each of its words, ``=`` before its whole id at the end.

    ``starts`` is where each line begins.
    """

    stamp: tuple[Any, ...]
    state: str = ""
    """Of the database, when it last held."""
    text: str = ""
    starts: "array[int]" = field(default_factory=lambda: array("q"))
    records: "array[int]" = field(default_factory=lambda: array("q"))
    """Kind, number and account of each record, one after the other."""

    def matching(self, words: list[str]) -> Iterator[tuple[str, Kind, int, int | None]]:
        """Line, kind, number and account of the records that have, for each of the words, one that begins so."""
        yield from self._having(words)
        yield from self._having([f"={''.join(words)}\n"])

    def _having(self, words: list[str]) -> Iterator[tuple[str, Kind, int, int | None]]:
        needles = [f" {word}" for word in sorted(words, key=len, reverse=True)]
        found = self.text.find(needles[0]) if needles else -1
        while found >= 0:
            place = bisect_right(self.starts, found) - 1
            end = self.starts[place + 1] if place + 1 < len(self.starts) else len(self.text)
            line = self.text[self.starts[place] : end]
            if all(needle in line for needle in needles[1:]):
                kind, number, account = self.records[3 * place : 3 * place + 3]
                yield line, KINDS[kind], number, None if account == NOTHING else account
            found = self.text.find(needles[0], end)


_KEPT: KeptInMemory[NameIndex] = KeptInMemory(MOST_KEPT)


def name_index(caller: Caller, state: str) -> NameIndex:
    """Of the whole workspace: whoever searches leaves out what whoever asks may not see.

    ``state`` is the database's, asked for before the caller's transaction began.
    """
    kept = _KEPT.get(caller.connection, caller.workspace_id)
    if kept and kept.state == state:
        return kept
    stamp = names_stamp(caller.connection, caller.workspace_id)
    if kept is None or kept.stamp != stamp:
        kept = _made(all_names(caller.connection, caller.workspace_id), NameIndex(stamp))
        _KEPT.keep(caller.connection, caller.workspace_id, kept, len(kept.starts))
    kept.state = state
    return kept


def _made(names: Iterator[Nameable], index: NameIndex) -> NameIndex:
    lines, length = [], 0
    for name in names:
        words = [word for text in name.texts if text for word in folded_words(text)]
        line = "".join(f" {word}" for word in words) + f" ={''.join(folded_words(name.id))}\n"
        lines.append(line)
        index.starts.append(length)
        index.records.extend((KINDS.index(name.kind), name.number, name.account or NOTHING))
        length += len(line)
    index.text = "".join(lines)
    return index
