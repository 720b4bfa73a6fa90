"""Rows read by a process of their own are the same rows."""

import io
from collections.abc import Iterator
from dataclasses import replace

import pytest

from app.services.read_ahead import reading_ahead
from app.services.read_rows import Row, read_rows
from app.services.split_rows import Form
from bench.poison import poisoned

PATCH = '{"type": "account", "id": "p", "patch": true, "name": null}\n'
LINES = ("".join(f"{line}\n" for line, _ in poisoned(3100)) + PATCH).encode()
CELLS = b"id,aim,created_at\n" + b"a,win,2026-01-01\nb,grow,2026-01-01T10:00:00Z\n" * 700


def without_readings(rows: Iterator[Row]) -> list[Row]:
    return [replace(row, incoming=row.incoming and replace(row.incoming, readings={})) for row in rows]


@pytest.mark.parametrize(("form", "sent", "type_"), [("ndjson", LINES, None), ("csv", CELLS, "account")])
def test_the_same_rows_come_in_the_same_order(form: Form, sent: bytes, type_: str | None) -> None:
    with reading_ahead(io.BytesIO(sent), form, type_, after=3) as rows:
        assert without_readings(rows) == list(read_rows(io.BytesIO(sent), form, type_, after=3))


def test_a_process_that_dies_costs_time_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.executable", "false")
    with reading_ahead(io.BytesIO(LINES), "ndjson") as rows:
        assert without_readings(rows) == list(read_rows(io.BytesIO(LINES), "ndjson"))
