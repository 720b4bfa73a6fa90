"""Cut a stream into rows without reading any of them: lines, elements of a JSON array, CSV rows.

One row at a time is held, at most 1 MiB of it. What is wrong with one row is said in its place; only a
stream that cannot be cut at all is a Problem.
"""

import csv
import re
from collections.abc import Iterator
from itertools import chain
from typing import BinaryIO, Literal, NamedTuple

from app.errors import FieldError, Problem, too_large

MAX_LINE = 1024 * 1024
"""Bytes of one row."""
MAX_PASSED = 15 * MAX_LINE
"""Bytes of an element of an array beyond that, looked through for its end."""
MAX_BLANK = 100_000
"""Lines without anything, one after the other."""
TOO_BLANK = f"There are more than {MAX_BLANK:,} blank lines in one place."
CELL = 64
"""Bytes that a cell takes in memory, with its place under a name, however little is in it."""
Form = Literal["ndjson", "json", "csv"]
TOO_LONG = FieldError("", "line_too_long", "is longer than 1 MiB")
_MARKS = re.compile(rb'\\.|["\[\]{},]', re.DOTALL)
_BOM = b"\xef\xbb\xbf"
_CHUNK = 64 * 1024

csv.field_size_limit(MAX_LINE)


class RawRow(NamedTuple):
    """A row as it came: JSON text, or the cells of a CSV row. ``line`` counts from 1, a CSV's header too."""

    line: int
    content: bytes | list[str] | None
    fault: FieldError | None = None

    @property
    def size(self) -> int:
        """Bytes or characters; an empty cell takes room too."""
        content = self.content
        return sum(map(len, content)) + CELL * len(content) if isinstance(content, list) else len(content or b"")


def not_readable(detail: str) -> Problem:
    return Problem(400, "not-readable", "The rows cannot be read.", detail)


def json_lines(stream: BinaryIO) -> Iterator[RawRow]:
    """The lines that are not blank."""
    last = 0
    for number, line in enumerate(_bounded_lines(stream), 1):
        text = None if line is None else line.strip()
        if text is None or text.removeprefix(_BOM):
            last = number
            yield RawRow(number, text, TOO_LONG if text is None else None)
        elif number - last > MAX_BLANK:
            raise too_large(TOO_BLANK)


def _bounded_lines(stream: BinaryIO) -> Iterator[bytes | None]:
    while line := stream.readline(MAX_LINE + 1):
        if len(line) <= MAX_LINE or line.endswith(b"\n"):
            yield line
            continue
        while (rest := stream.readline(MAX_LINE)) and not rest.endswith(b"\n"):
            pass
        yield None


def array_elements(stream: BinaryIO) -> Iterator[RawRow]:
    """The elements of one JSON array, however deep, broken or long each is.

    Raises Problem 400 when the text is not one array from its first bracket to its last.
    """
    chunk = stream.read(_CHUNK).removeprefix(_BOM).lstrip()
    if not chunk.startswith(b"["):
        raise not_readable("Send a JSON array of rows, in UTF-8.")
    chunk = chunk[1:] or stream.read(_CHUNK)
    element, line, depth, quoted, passed = bytearray(), 1, 0, False, 0
    while chunk:
        if (len(chunk) - len(chunk.rstrip(b"\\"))) % 2:
            chunk += stream.read(1)
        start = 0
        for found in _MARKS.finditer(chunk):
            mark = found.group()
            if quoted or mark == b'"':
                quoted = quoted != (mark == b'"')
            elif mark in b"[{":
                depth += 1
            elif depth and mark in b"]}":
                depth -= 1
            elif depth == 0:
                element += chunk[start : found.start()]
                start = found.end()
                blank = not element.strip()
                if mark == b"," or not blank:
                    yield RawRow(line, None, TOO_LONG) if len(element) > MAX_LINE else RawRow(line, bytes(element))
                if mark != b",":
                    rest = chunk[start:] + stream.read(_CHUNK)
                    if mark != b"]" or rest.strip():
                        raise not_readable("The array is closed with a wrong bracket, or something follows it.")
                    return
                line += element.count(b"\n")
                element.clear()
        element += chunk[start:]
        passed = passed + len(chunk) if len(element) > MAX_LINE else 0
        if passed > MAX_PASSED:
            raise too_large("A row of the array is longer than 16 MiB; is something not closed?")
        del element[MAX_LINE + 1 :]
        chunk = stream.read(_CHUNK)
    raise not_readable("The array is not closed: something is missing at the end.")


class _TextLines:
    """Lines of a CSV as text; bytes that are not UTF-8 stay recognisable, as half surrogates."""

    def __init__(self, first: bytes | None, rest: Iterator[bytes | None]) -> None:
        self.lines = chain([first], rest)
        self.count = 0

    def __iter__(self) -> "_TextLines":
        return self

    def __next__(self) -> str:
        line = next(self.lines)
        self.count += 1
        if line is None:
            raise csv.Error("is longer than 1 MiB")
        return (line.removeprefix(_BOM) if self.count == 1 else line).decode("utf-8", "surrogateescape")


def csv_rows(stream: BinaryIO) -> Iterator[RawRow]:
    """The rows of a CSV, its header first; lines without any text are passed over.

    Cells are parted by what parts the names of the first line: commas, or semicolons or tabs as Excel writes them.
    """
    rest = _bounded_lines(stream)
    first = next(rest, b"")
    lines = _TextLines(first, rest)
    reader = csv.reader(lines, strict=True, delimiter=max(",;\t", key=(first or b"").decode("latin-1").count))
    last = 0
    while True:
        start = lines.count + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield RawRow(start, None, _csv_fault(str(error)))
            continue
        if any(cells):
            last = start
            yield RawRow(start, cells)
        elif start - last > MAX_BLANK:
            raise too_large(TOO_BLANK)


def _csv_fault(said: str) -> FieldError:
    if "1 MiB" in said or "field limit" in said:
        return TOO_LONG
    return FieldError("", "broken_quotes", "has a quotation mark that is not closed, or text after one that is")
