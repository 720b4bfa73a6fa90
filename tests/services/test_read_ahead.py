"""Rows read by a process of their own are the same rows."""

import io
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest

from app.errors import Problem
from app.services.read_ahead import reading_ahead
from app.services.read_rows import Row, read_rows
from app.services.split_rows import Form, not_readable
from bench.poison import poisoned

PATCH = '{"type": "account", "id": "p", "patch": true, "name": null}\n'
LINES = ("".join(f"{line}\n" for line, _ in poisoned(3100)) + PATCH).encode()
CELLS = b"id,aim,created_at\n" + b"a,win,2026-01-01\nb,grow,2026-01-01T10:00:00Z\n" * 700


def without_readings(rows: Iterator[Row]) -> list[Row]:
    return [row._replace(incoming=row.incoming and row.incoming._replace(readings={}), content=None) for row in rows]


def refused(rows: Iterator[Row]) -> list[tuple[int, bytes | list[str] | None]]:
    return [(row.number, row.content) for row in rows if not row.incoming]


@pytest.mark.parametrize(("form", "sent", "type_"), [("ndjson", LINES, None), ("csv", CELLS, "account")])
def test_the_same_rows_come_in_the_same_order(form: Form, sent: bytes, type_: str | None) -> None:
    with reading_ahead(partial(io.BytesIO, sent), form, type_, after=3) as rows:
        assert without_readings(rows) == without_readings(read_rows(io.BytesIO(sent), form, type_, after=3))
    with reading_ahead(partial(io.BytesIO, sent), form, type_) as rows:
        assert refused(rows) == refused(read_rows(io.BytesIO(sent), form, type_))


def test_a_process_that_dies_costs_time_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.executable", "false")
    with reading_ahead(partial(io.BytesIO, LINES), "ndjson") as rows:
        assert without_readings(rows) == without_readings(read_rows(io.BytesIO(LINES), "ndjson"))


def test_a_stream_that_breaks_off_ends_with_its_reason_and_without_half_a_row() -> None:
    class Broken(io.BytesIO):
        def read(self, *wanted: Any) -> bytes:
            if self.tell() > len(LINES) // 2:
                raise not_readable("The gzip data is damaged.")
            return super().read(*wanted)

        def readline(self, *wanted: Any) -> bytes:
            if self.tell() > len(LINES) // 2:
                raise not_readable("The gzip data is damaged.")
            return super().readline(*wanted)

    whole = without_readings(read_rows(io.BytesIO(LINES), "ndjson"))
    read: list[Row] = []
    with reading_ahead(partial(Broken, LINES[:-20]), "ndjson") as rows, pytest.raises(Problem, match="cannot be read"):
        read.extend(rows)
    assert without_readings(iter(read)) == whole[: len(read)]
