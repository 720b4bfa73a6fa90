"""Who stated a record on a page, changed or deleted it, and when. Append-only."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Row, insert, select
from sqlmodel import Field, SQLModel

from app.db import chunks
from app.models.columns import Moment, table_of

Did = Literal["stated", "changed", "deleted"]


class Statement(SQLModel, table=True):
    __tablename__ = "statement"
    workspace_id: int = Field(primary_key=True, foreign_key="workspace.id")
    record_type: str = Field(primary_key=True)
    record_id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    version: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    """Of the record, as this left it."""
    stated_at: Moment
    stated_by: str | None = None
    """The name of whoever was signed in; None where it is not known."""
    did: str


STATEMENT = table_of(Statement)


def keep_statement(
    connection: Connection,
    workspace_id: int,
    record_type: str,
    record_id: int,
    version: int,
    *,
    stated_at: datetime,
    stated_by: str | None,
    did: Did,
) -> None:
    row = {"workspace_id": workspace_id, "record_type": record_type, "record_id": record_id, "version": version}
    connection.execute(insert(STATEMENT).values(**row, stated_at=stated_at, stated_by=stated_by, did=did))


def statements_of(
    connection: Connection, workspace_id: int, record_type: str, record_ids: Sequence[int]
) -> dict[int, list[Row[Any]]]:
    """Record to what people did to it, the first first."""
    statement = STATEMENT.c
    found: dict[int, list[Row[Any]]] = {}
    for some in chunks(record_ids):
        query = select(STATEMENT).where(
            statement.workspace_id == workspace_id,
            statement.record_type == record_type,
            statement.record_id.in_(some),
        )
        for row in connection.execute(query.order_by(statement.version)):
            found.setdefault(row.record_id, []).append(row)
    return found
