"""Rows of an import, from the web or from a file: each becomes a record to store, or is refused with its reasons."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import tzinfo
from itertools import islice
from typing import Any, BinaryIO, NamedTuple

from pydantic import TypeAdapter, ValidationError

from app.domain.records import RECORD_TYPES
from app.domain.records.choices import Words
from app.domain.records.fields import Id
from app.errors import FieldError, does_not_fit, field_errors, pointer_to, too_large
from app.services.cells import as_sent
from app.services.incoming import Incoming
from app.services.local_cells import Order, converters
from app.services.read_records import read_record, unknown_fields
from app.services.split_rows import Form, RawRow, array_elements, csv_rows, json_lines, not_readable
from app.services.strict_json import Reading, is_whole_text, read_json, shown

LONGEST_WORD = 200
MOST_COLUMNS = 5_000
"""Of a CSV. No CRM has as many fields in one kind of record."""
MOST_ROWS = 10_000_000
"""Of one body. A gzip of a megabyte may hold a hundred times as many, each to be refused by name."""
OURS = frozenset({"refused_line", "refused_field", "refused_reason"})
"""What we add to a refused row; passed over when the mended row comes again."""
Columns = Mapping[str, str]
"""What a column of a CSV is called with us, by its name in small letters; empty for one to be left out."""
EVERY_ROW = "every row: "
"""Begins what no column is called: what follows is held by every row whose own cell is empty."""
SLASHED: dict[str, Order] = {
    "days with slashes: day first": "day first",
    "days with slashes: month first": "month first",
}
"""What no column is called either: how days with slashes are written in the file."""
JOINED = "name"
"""The field that two columns may make up: first and last name."""
_ID: TypeAdapter[str] = TypeAdapter(Id)


class Row(NamedTuple):
    """One row. ``number`` counts rows from 1, without a CSV's header; ``line`` is its line in the file.

    Either ``incoming`` is there, or ``errors`` say why it is refused. ``unknown`` are fields kept out.
    """

    number: int
    line: int
    type: str | None = None
    id: str | None = None
    incoming: Incoming | None = None
    errors: tuple[FieldError, ...] = ()
    unknown: tuple[str, ...] = ()
    unread: tuple[tuple[str, str], ...] = ()
    """Fields with the words in them that we do not know."""
    content: bytes | list[str] | None = None
    size: int = 0
    """Bytes or characters of the content."""


@dataclass(frozen=True, slots=True)
class How:
    """How the rows of one import are to be read: see ``read_rows``."""

    form: Form
    type: str | None
    header: tuple[str, ...]
    zone: tzinfo | None
    words: Words | None
    always: Mapping[str, str]
    order: Order | None


def count_rows(stream: BinaryIO, form: Form) -> int:
    """How many rows the stream has. Raises Problem when it cannot be cut into rows, or there are too many."""
    rows = _split(stream, form)
    if form == "csv":
        next(rows, None)
    count = sum(1 for _ in islice(rows, MOST_ROWS + 1))
    if count > MOST_ROWS:
        raise too_large(f"An import may have {MOST_ROWS:,} rows. Send it in several, or use `leadline import`.")
    return count


def read_rows(
    stream: BinaryIO,
    form: Form,
    type_: str | None = None,
    zone: tzinfo | None = None,
    words: Words | None = None,
    after: int = 0,
    columns: Columns | None = None,
) -> Iterator[Row]:
    """The rows of the stream, one at a time; the first ``after`` rows are passed over.

    ``type_`` is the type of rows that name none, and needed for CSV. For ``zone`` and ``words`` see ``read_record``;
    ``columns`` says what the columns of a CSV are called with us.
    Raises Problem when the stream as a whole cannot be read.
    """
    rows, header = numbered_rows(stream, form, type_, after, columns)
    named = (columns or {}).items()
    always = {field: name.removeprefix(EVERY_ROW) for name, field in named if field and name.startswith(EVERY_ROW)}
    order = next((order for name, order in SLASHED.items() if name in (columns or {})), None)
    how = How(form, type_, header, zone, words, always, order)
    return (read_row(number, raw, how) for number, raw in rows)


def in_pieces(rows: Iterable[Row], most: int, most_bytes: int) -> Iterator[list[Row]]:
    """The rows in lists of ``most``; of fewer where they are long."""
    piece: list[Row] = []
    size = 0
    for row in rows:
        piece.append(row)
        size += row.size
        if len(piece) == most or size > most_bytes:
            yield piece
            piece, size = [], 0
    if piece:
        yield piece


def numbered_rows(
    stream: BinaryIO, form: Form, type_: str | None, after: int, columns: Columns | None = None
) -> tuple[Iterator[tuple[int, RawRow]], tuple[str, ...]]:
    """The rows after the first ``after``, not read yet, with their numbers; and the columns a CSV names."""
    rows = _split(stream, form)
    header: list[str] = []
    if form == "csv":
        if type_ is None:
            raise does_not_fit(FieldError("/type", "missing", "name the type of the rows, such as ?type=account"))
        header = csv_header(next(rows, None), type_, columns)
    return islice(enumerate(rows, 1), after, None), tuple(header)


def read_row(number: int, raw: RawRow, how: How) -> Row:
    """One row read."""
    by = {"zone": how.zone, "words": how.words}
    if how.form != "csv":
        return _json_row(number, raw, how.type, by)
    return _csv_row(number, raw, how, by)


def is_of_file(name: str) -> bool:
    """Whether this speaks of the file as a whole, and is no column's name."""
    return name in SLASHED or name.startswith(EVERY_ROW)


def check_header(stream: BinaryIO, type_: str | None) -> None:
    """Raises Problem when the first line of a CSV cannot serve, or its type is not named."""
    read_rows(stream, "csv", type_)


def csv_columns(raw: RawRow | None) -> list[str]:
    """The columns a CSV names, as it names them; none for an empty file. Raises Problem when they are no text."""
    if raw is None:
        return []
    if not isinstance(raw.content, list):
        raise not_readable("The first line must name the columns.")
    if not all(map(is_whole_text, raw.content)):
        raise not_readable("The first line is not UTF-8: save the file as CSV in UTF-8.")
    if len(raw.content) > MOST_COLUMNS:
        named = f"The first line names {len(raw.content):,} columns, and a file may have {MOST_COLUMNS:,}"
        raise not_readable(f"{named}: leave out those that are not needed.")
    return [name.strip().lower().replace(" ", "_") for name in raw.content]


def csv_header(raw: RawRow | None, type_: str, columns: Columns | None = None) -> list[str]:
    """The fields the columns of a CSV hold; empty for one left out. Raises Problem when they cannot serve."""
    if raw is None:
        return []
    header = [(columns or {}).get(name, name) for name in csv_columns(raw)]
    twice = [name for name, times in Counter(header).items() if name and times > 1 and name != JOINED]
    if twice:
        raise not_readable(f"The column {shown(sorted(twice)[0])} is there twice.")
    if "id" not in header:
        raise not_readable(f"A CSV of the type {type_} needs a column named id; its first line names the columns.")
    return header


def _split(stream: BinaryIO, form: Form) -> Iterator[RawRow]:
    return {"ndjson": json_lines, "json": array_elements, "csv": csv_rows}[form](stream)


def _csv_row(number: int, raw: RawRow, how: How, by: dict[str, Any]) -> Row:
    header, type_ = list(how.header), str(how.type)
    if not isinstance(raw.content, list):
        return Row(number, raw.line, type_, errors=(raw.fault,) if raw.fault else ())
    cells = raw.content if OURS.isdisjoint(header) else list(map(as_sent, raw.content))
    raw = raw._replace(content=cells)
    fields: dict[str, Any] = {name: cell for name, cell in zip(header, cells, strict=False) if name}
    if header.count(JOINED) > 1:
        named = (cell.strip() for name, cell in zip(header, cells, strict=False) if name == JOINED)
        fields[JOINED] = " ".join(filter(None, named))
    for name, convert in converters(type_, how.header, how.order).items():
        fields[name] = convert(fields[name]) if fields.get(name) else ""
    fields |= {name: value for name, value in how.always.items() if not fields.get(name)}
    faults = _csv_faults(cells, header)
    if not faults and type_ == "scenario" and fields.get("options"):
        options = read_json(fields["options"].encode())
        fields["options"] = options.value
        faults = [FieldError(f"/options{fault.pointer}", fault.code, fault.detail) for fault in options.faults]
    if faults:
        return _refused(number, raw, type_, fields, tuple(faults))
    given = frozenset(header) | how.always.keys()
    return _row(number, raw, type_, fields, by, columns=given & RECORD_TYPES[type_].model_fields.keys())


def _csv_faults(cells: list[str], header: list[str]) -> list[FieldError]:
    if len(cells) != len(header):
        said = f"has {len(cells)} cells where the header names {len(header)} columns"
        return [FieldError("", "ragged", said)]
    return [
        FieldError(pointer_to(shown(name)), "not_utf8", "is not UTF-8")
        for name, cell in zip(header, cells, strict=True)
        if not is_whole_text(cell)
    ]


def _json_row(number: int, raw: RawRow, type_: str | None, by: dict[str, Any]) -> Row:
    reading = Reading(None, (raw.fault,)) if raw.fault else read_json(bytes(raw.content or b""))  # type: ignore[arg-type]
    fields = reading.value
    if not isinstance(fields, dict):
        wrong = FieldError("", "not_an_object", "must be an object with named fields")
        return _refused(number, raw, type_, {}, reading.faults or (wrong,))
    named, is_patch = fields.pop("type", type_), fields.pop("patch", False)
    if not isinstance(named, str) or named not in RECORD_TYPES:
        known = f"must be one of {', '.join(RECORD_TYPES)}"
        return _refused(number, raw, None, fields, (*reading.faults, FieldError("/type", "unknown_type", known)))
    if not isinstance(is_patch, bool):
        wrong = FieldError("/patch", "bool_type", "must be true or false")
        return _refused(number, raw, named, fields, (*reading.faults, wrong))
    if reading.faults:
        return _refused(number, raw, named, fields, reading.faults)
    return _row(number, raw, named, fields, by, is_patch=is_patch)


def _row(
    number: int,
    raw: RawRow,
    type_: str,
    fields: dict[str, Any],
    by: dict[str, Any],
    *,
    is_patch: bool = False,
    columns: frozenset[str] | None = None,
) -> Row:
    for name in OURS & fields.keys():
        del fields[name]
    try:
        incoming = read_record(type_, fields, is_patch=is_patch, columns=columns, **by)
    except ValidationError as error:
        refused = _refused(number, raw, type_, fields, field_errors(error))
        return refused._replace(unread=_unread(refused.errors, fields))
    unknown = tuple(unknown_fields(type_, fields))
    return Row(number, raw.line, type_, incoming.record.id, incoming, (), unknown, content=raw.content, size=raw.size)


def _unread(errors: Iterable[FieldError], fields: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    said = ((error.field, fields.get(error.field)) for error in errors if error.code == "literal_error")
    return tuple((name, word.strip()) for name, word in said if isinstance(word, str) and len(word) <= LONGEST_WORD)


def _refused(
    number: int, raw: RawRow, type_: str | None, fields: Mapping[str, Any], errors: tuple[FieldError, ...]
) -> Row:
    try:
        readable = _ID.validate_python(fields.get("id"))
    except ValidationError:
        readable = None
    return Row(number, raw.line, type_, readable, errors=errors, content=raw.content, size=raw.size)
