"""Refused rows in a file of their own, with line, field and reason, ready to be mended and sent again."""

import csv
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Any

from app.services.cells import as_text
from app.services.read_rows import Row
from app.services.strict_json import read_json

Write = Callable[[Row], None]


@contextmanager
def refused_rows(target: Path, header: Sequence[str] | None) -> Iterator[Write]:
    """Gives a function that writes a refused row. With ``header`` the file is a CSV of these columns, else NDJSON.

    The file appears when the block ends, and only when a row was refused, so it may replace the one being read.
    """
    part = target.with_name(f"{target.name}.part")
    write: Write | None = None
    with ExitStack() as files:

        def refuse(row: Row) -> None:
            nonlocal write
            if write is None:
                opened = part.open("w", encoding="utf-8", errors="surrogateescape", newline="")
                file = files.enter_context(opened)
                write = refused_writer(file, header)
            write(row)

        yield refuse
    if write is not None:
        part.replace(target)


def refused_writer(file: IO[str], header: Sequence[str] | None, *, with_header: bool = True) -> Write:
    """Gives a function that writes a refused row into an open file."""
    return _ndjson(file) if header is None else _csv(file, header, with_header)


def _said(row: Row) -> dict[str, Any]:
    return {
        "refused_line": row.line,
        "refused_field": "; ".join(error.field for error in row.errors),
        "refused_reason": "; ".join(f"{error.field} {error.detail}".strip() for error in row.errors),
    }


def _csv(file: IO[str], header: Sequence[str], with_header: bool) -> Write:
    places = [place for place, name in enumerate(header) if not name.startswith("refused_")]
    writer = csv.writer(file)

    def write(row: Row) -> None:
        cells = row.content if isinstance(row.content, list) else []
        kept = [cells[place] if place < len(cells) else "" for place in places]
        writer.writerow([*_said(row).values(), *map(as_text, (*kept, *cells[len(header) :]))])

    if with_header:
        writer.writerow(["refused_line", "refused_field", "refused_reason", *(header[place] for place in places)])
    return write


def _ndjson(file: IO[str]) -> Write:
    def write(row: Row) -> None:
        content = row.content if isinstance(row.content, bytes) else b""
        reading = read_json(content)
        readable = isinstance(reading.value, dict) and not reading.faults
        rest = reading.value if readable else {"refused_row": content.decode("utf-8", "replace")}
        file.write(json.dumps({**rest, **_said(row)}) + "\n")

    return write
