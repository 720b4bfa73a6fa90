"""A held file looked at before anything of it is stored: how each column is understood, and what would be refused."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from app.db import reading
from app.domain.records import RECORD_TYPES
from app.domain.records.choices import CHOICES, Words
from app.errors import Problem
from app.services.policies import policy_in_force
from app.services.read_rows import EVERY_ROW, OURS, SLASHED, Row, csv_columns, read_rows
from app.services.recognise import likely_meaning
from app.services.run_import import body_of
from app.services.split_rows import RawRow, csv_rows
from app.services.strict_json import is_whole_text, read_json, shown

FIRST_ROWS = 500
MOST_READ = 8 * 1024 * 1024
"""Cells of a CSV, or bytes of JSON, after which no further row is looked at."""
MOST_FIELDS = 5_000
MOST_REFUSED = 8
LONGEST_SAMPLE = 60
NOWHERE = 1_000_000
"""The place of what is no column, and not to be chosen."""
Cut = TypeVar("Cut", Row, RawRow)


@dataclass(frozen=True, slots=True)
class Column:
    """A column, or a field of JSON: what it holds with us, in how many of the first rows, and one of its values.

    ``place`` counts the columns of the file from 0.
    """

    place: int
    name: str
    field: str
    filled: int
    sample: str


@dataclass(frozen=True, slots=True)
class Unread:
    """A word we do not know in a field such as ``activity.kind``, in how many rows, and what it most likely means."""

    place: str
    word: str
    rows: int
    likely: str | None


@dataclass(frozen=True, slots=True)
class Look:
    """``looked_at`` are the first rows of the file; ``trouble`` says why none of them could be read.

    ``refused`` counts those that stay so if the words we do not know mean what they most likely do.
    """

    columns: Sequence[Column]
    looked_at: int
    refused: int
    rows: Sequence[Row]
    """The first that would be refused."""
    unread: Sequence[Unread]
    trouble: str | None = None

    @property
    def read(self) -> list[Column]:
        return [column for column in self.columns if column.field]

    @property
    def left_out(self) -> list[Column]:
        """Those that hold something first."""
        return sorted((column for column in self.columns if not column.field), key=lambda column: not column.filled)


def look_at_import(engine: Engine, job: Mapping[str, Any]) -> Look:
    """The first rows, read as they would be and not stored."""
    with reading(engine, job["workspace_id"]) as connection:
        words = policy_in_force(connection, job["workspace_id"]).mappings.in_our_words
    rows: list[Row] = []
    unread: list[Unread] = []
    trouble = None
    try:
        unread = _unread(_read(engine, job, words))
        rows = _read(engine, job, _with_likely(words, unread))
    except Problem as problem:
        trouble = " ".join([problem.detail or problem.title, *(each.detail for each in problem.errors)])
    refused = [row for row in rows if not row.incoming]
    columns = _csv_columns(engine, job) if job["form"] == "csv" else _json_fields(rows)
    return Look(columns, len(rows), len(refused), refused[:MOST_REFUSED], unread, trouble)


def _unread(rows: Iterable[Row]) -> list[Unread]:
    counted = Counter((f"{row.type}.{field}", word) for row in rows for field, word in row.unread)
    return [
        Unread(place, word, number, likely_meaning(place, word))
        for (place, word), number in sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
        if place in CHOICES
    ]


def _with_likely(words: Words, unread: Iterable[Unread]) -> Words:
    likely: dict[str, dict[str, str]] = {place: dict(known) for place, known in words.items()}
    for each in unread:
        if each.likely:
            likely.setdefault(each.place, {})[each.word.lower()] = each.likely
    return likely


def _read(engine: Engine, job: Mapping[str, Any], words: Words) -> list[Row]:
    zone = ZoneInfo(job["zone"]) if job["zone"] else None
    body = body_of(engine, job)
    return list(_first(read_rows(body, job["form"], job["type"], zone, words, 0, job["columns"])))


def _first(rows: Iterable[Cut]) -> Iterator[Cut]:
    """The first rows; fewer where they are long."""
    read = 0
    for row in islice(rows, FIRST_ROWS):
        yield row
        read += len(row.content or ())
        if read > MOST_READ:
            return


def _csv_columns(engine: Engine, job: Mapping[str, Any]) -> list[Column]:
    rows = csv_rows(body_of(engine, job))
    names = csv_columns(next(rows, None))
    cells = [row.content for row in _first(rows) if isinstance(row.content, list)]
    called = job["columns"] or {}
    found = []
    for place, name in enumerate(names):
        if name in OURS:
            continue
        values = [row[place] for row in cells if place < len(row) and row[place]]
        field = _known(job["type"], called.get(name, name))
        found.append(Column(place, name, field, len(values), _sample(values)))
    for place, name in enumerate((name for name in called if name.startswith(EVERY_ROW)), len(names)):
        found.append(Column(place, name, _known(job["type"], called[name]), len(cells), name.removeprefix(EVERY_ROW)))
    return found + [
        Column(NOWHERE, "days with slashes", SLASHED[name], len(cells), "") for name in called if name in SLASHED
    ]


def _json_fields(rows: Iterable[Row]) -> list[Column]:
    values: dict[tuple[str, str], list[Any]] = {}
    for row in rows:
        content = row.content if isinstance(row.content, bytes) else b""
        fields = read_json(content).value
        for name, value in fields.items() if isinstance(fields, dict) and row.type else ():
            field = str(row.type), shown(name)
            is_said = name not in ("type", "patch", *OURS) and value not in (None, "", [])
            if is_said and (field in values or len(values) < MOST_FIELDS):
                values.setdefault(field, []).append(value)
    return [
        Column(place, f"{type_}: {name}", _known(type_, name), len(some), _sample(some))
        for place, ((type_, name), some) in enumerate(sorted(values.items()))
    ]


def _known(type_: str | None, name: str) -> str:
    return name if type_ and name in RECORD_TYPES[type_].model_fields else ""


def _sample(values: Sequence[Any]) -> str:
    first = values[0] if values else ""
    text = "; ".join(map(str, first)) if isinstance(first, list) else str(first)
    text = "".join(each if each.isprintable() else " " for each in text if is_whole_text(each))
    return text if len(text) <= LONGEST_SAMPLE else text[: LONGEST_SAMPLE - 1] + "…"
