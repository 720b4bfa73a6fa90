"""What became of the rows of an import, batch by batch, and the refused ones as they can be sent again."""

import csv
import io
import json
import re
import zlib
from collections.abc import Callable, Iterator
from typing import Annotated, Any

from sqlalchemy import Connection, Engine, LargeBinary, and_, delete, insert, select, update
from sqlmodel import Field, SQLModel

from app.db import reading
from app.models.columns import table_of
from app.models.import_job import Name


class ImportResult(SQLModel, table=True):
    """`results` are lines of JSON, `refused` lines as sent; both packed."""

    __tablename__ = "import_result"
    workspace_id: int = Field(primary_key=True, foreign_key="workspace.id")
    import_id: str = Field(primary_key=True)
    first_row: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    results: Annotated[bytes, Field(sa_type=LargeBinary)]
    refused: Annotated[bytes | None, Field(sa_type=LargeBinary)] = None


IMPORT_RESULT = table_of(ImportResult)


def keep_results(connection: Connection, name: Name, first_row: int, results: bytes, refused: bytes) -> None:
    packed = {"results": zlib.compress(results, 1), "refused": zlib.compress(refused, 1) if refused else None}
    row = {"workspace_id": name[0], "import_id": name[1], "first_row": first_row, **packed}
    connection.execute(insert(IMPORT_RESULT).values(**row))


def results_of(engine: Engine, name: Name, column: str) -> Iterator[bytes]:
    """The ``results`` or the ``refused`` of each batch, in the order of the rows."""
    kept, after = IMPORT_RESULT.c, 0
    while True:
        with reading(engine, name[0]) as connection:
            row = connection.execute(
                select(kept.first_row, kept[column])
                .where(kept.workspace_id == name[0], kept.import_id == name[1], kept.first_row > after)
                .order_by(kept.first_row)
                .limit(1)
            ).first()
        if row is None:
            return
        after = row[0]
        if row[1]:
            yield zlib.decompress(row[1])


def drop_results(connection: Connection, name: Name) -> None:
    kept = IMPORT_RESULT.c
    connection.execute(delete(IMPORT_RESULT).where(kept.workspace_id == name[0], kept.import_id == name[1]))


def forget_rows(connection: Connection, workspace_id: int, external_id: str) -> None:
    """Take out, of results and refused rows alike, every row that names this id: somebody is erased."""
    kept = IMPORT_RESULT.c
    query = select(kept.import_id, kept.first_row).where(kept.workspace_id == workspace_id)
    for import_id, first_row in connection.execute(query).all():
        here = and_(kept.workspace_id == workspace_id, kept.import_id == import_id, kept.first_row == first_row)
        row = connection.execute(select(kept.results, kept.refused).where(here)).one()
        left = {
            "results": _without(row.results, lambda line: json.loads(line)["id"] == external_id),
            "refused": _without(row.refused, lambda sent: _names(sent, external_id)),
        }
        if left != row._mapping:
            connection.execute(update(IMPORT_RESULT).where(here).values(**left))


def _without(packed: bytes | None, names: Callable[[bytes], bool]) -> bytes | None:
    if not packed:
        return packed
    rows = list(_rows(zlib.decompress(packed)))
    left = [row for row in rows if not names(row)]
    return packed if len(left) == len(rows) else zlib.compress(b"".join(left), 1)


def _rows(content: bytes) -> Iterator[bytes]:
    """Lines, but a row of CSV goes on while a quotation mark is open."""
    is_csv, row = not content.startswith(b"{"), b""
    for line in content.splitlines(keepends=True):
        row += line
        if not (is_csv and row.count(b'"') % 2):
            yield row
            row = b""
    if row:
        yield row


def _names(row: bytes, external_id: str) -> bool:
    if row.startswith(b"{"):
        return external_id in set(_texts(json.loads(row)))
    cells = next(csv.reader(io.StringIO(row.decode("utf-8", "replace"), newline="")), [])
    return external_id in set(_texts(cells))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _texts(one)
    else:
        # What could not be read at all is one text that may hold anything.
        yield from (part.strip(' "{}[]') for part in re.split("[;,:]", str(value)))
        yield str(value)
        # Of a CSV, as a spreadsheet is to take it.
        yield str(value).removeprefix("'")
