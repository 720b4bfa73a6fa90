"""Store the rows of an import in batches, each batch whole or not at all."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, cast

from sqlalchemy import Connection

from app.services.erased_people import ERASED
from app.services.ingest_records import ingest_records
from app.services.read_rows import Row

BATCH_ROWS = 5_000
BATCH_BYTES = 16 * 1024 * 1024

Status = Literal["stored", "unchanged", "refused"]
Transaction = Callable[[], AbstractContextManager[Connection]]


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a row."""

    row: Row
    status: Status


class Summary(Counter[str]):
    """How many rows were `stored`, `unchanged`, `refused`; and the fields kept out, by type."""

    def __init__(self) -> None:
        super().__init__()
        self.unknown: Counter[tuple[str | None, str]] = Counter()

    def add(self, result: Result) -> None:
        self[result.status] += 1
        for name in result.row.unknown:
            if len(self.unknown) < 1000 or (result.row.type, name) in self.unknown:
                self.unknown[result.row.type, name] += 1


def import_rows(
    transaction: Transaction, workspace_id: int, source_id: int, rows: Iterable[Row], received_at: datetime
) -> Iterator[Result]:
    """Store the good rows and say of each row what became of it, in order; each batch in a ``transaction()``.

    The touched accounts are marked; judging them is the caller's next step. ``received_at`` is the same for all
    rows of an import, so that splitting it changes nothing.
    """
    for batch in _batches(rows):
        good = [row.incoming for row in batch if row.incoming]
        stored = []
        if good:
            with transaction() as connection:
                stored = ingest_records(connection, workspace_id, source_id, good, received_at)
        left = iter(stored)
        for row in batch:
            yield _result(row, next(left).status if row.incoming else "refused")


def _result(row: Row, status: str) -> Result:
    if status == "erased":
        return Result(replace(row, incoming=None, errors=(ERASED,)), "refused")
    return Result(row, cast(Status, status))


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    batch: list[Row] = []
    size = 0
    for row in rows:
        batch.append(row)
        size += sum(map(len, row.content)) if isinstance(row.content, list) else len(row.content or b"")
        if len(batch) == BATCH_ROWS or size > BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
