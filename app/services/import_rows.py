"""Store the rows of an import in batches, each batch whole or not at all."""

import gc
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from itertools import islice
from typing import Any, Literal, NamedTuple

from sqlalchemy import Connection

from app.services.erased_people import ERASED
from app.services.ingest_records import ingest_records
from app.services.read_rows import Row, in_pieces

BATCH_ROWS = 2_000
BATCH_BYTES = 16 * 1024 * 1024

Status = Literal["stored", "unchanged", "refused"]
Transaction = Callable[[], AbstractContextManager[Connection]]


class Result(NamedTuple):
    """What became of a row."""

    row: Row
    status: Status


class Summary(Counter[str]):
    """How many rows were `stored`, `unchanged`, `refused`; the fields kept out, and the words not known, by type."""

    def __init__(self) -> None:
        super().__init__()
        self.unknown: Counter[tuple[str | None, str]] = Counter()
        self.unread: Counter[tuple[str | None, str, str]] = Counter()

    def add(self, result: Result) -> None:
        self[result.status] += 1
        for name in result.row.unknown:
            if len(self.unknown) < 1000 or (result.row.type, name) in self.unknown:
                self.unknown[result.row.type, name] += 1
        for name, word in result.row.unread:
            if len(self.unread) < 1000 or (result.row.type, name, word) in self.unread:
                self.unread[result.row.type, name, word] += 1


def import_rows(
    transaction: Transaction, workspace_id: int, source_id: int, rows: Iterable[Row], received_at: datetime
) -> Iterator[Result]:
    """Store the good rows and say of each row what became of it, in order; each batch in a ``transaction()``.

    The touched accounts are marked; judging them is the caller's next step. ``received_at`` is the same for all
    rows of an import, so that splitting it changes nothing.
    """
    for batch in batches(rows):
        with transaction() as connection:
            results = store_batch(connection, workspace_id, source_id, batch, received_at)
        yield from results


def store_batch(
    connection: Connection, workspace_id: int, source_id: int, batch: Sequence[Row], received_at: datetime
) -> list[Result]:
    """The same for the rows of one batch, in the transaction there is."""
    good = [row.incoming for row in batch if row.incoming]
    with _circles_left():
        left = iter(ingest_records(connection, workspace_id, source_id, good, received_at))
    results: list[Result] = []
    for row in batch:
        status = next(left).status if row.incoming else "refused"
        if status == "erased":
            # Its content is not kept among the refused rows either.
            results.append(Result(row._replace(incoming=None, errors=(ERASED,), content=None), "refused"))
        else:
            results.append(Result(row, status))
    return results


@contextmanager
def _circles_left() -> Iterator[None]:
    """Nothing is looked through for circles to be freed: what a batch makes holds none, and that took a third of it."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """The rows in lists short enough for one transaction."""
    return in_pieces(rows, BATCH_ROWS, BATCH_BYTES)


def shown_result(result: Result) -> dict[str, Any]:
    """What became of a row, as callers read it."""
    row = result.row
    errors = [{"field": error.field, "code": error.code, "reason": error.detail} for error in row.errors]
    return {"row": row.number, "type": row.type, "id": row.id, "status": result.status, "errors": errors}


def shown_warnings(unknown: Iterable[Sequence[Any]]) -> list[dict[str, Any]]:
    """The fields kept out, given as type, field and number of rows, as callers read it."""
    return [
        {"type": of_type, "field": name, "code": "unknown_field", "rows": rows}
        for of_type, name, rows in islice(unknown, 100)
    ]
