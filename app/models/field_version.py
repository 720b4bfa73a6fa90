"""Every received version of a tracked field, by the stamp it carried."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, select
from sqlmodel import Field, SQLModel

from app.db import UtcDateTime, chunks
from app.models.columns import Long, Moment, table_of
from app.models.many_rows import insert_many


class FieldVersion(SQLModel, table=True):
    """`value` is text: an external id for a reference. `digest` tells two values at one stamp apart."""

    __tablename__ = "field_version"
    workspace_id: int = Field(primary_key=True, foreign_key="workspace.id")
    record_type: str = Field(primary_key=True)
    record_id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    field: str = Field(primary_key=True)
    stamp: datetime = Field(primary_key=True, sa_type=UtcDateTime)
    digest: str = Field(primary_key=True)
    value: Long = None
    stage_kind: str | None = None
    """Of an opportunity's stage, as it came with it."""
    received_at: Moment


FIELD_VERSION = table_of(FieldVersion)


def versions_of(
    connection: Connection, workspace_id: int, record_type: str, record_ids: Sequence[int]
) -> Iterator[Row[Any]]:
    version = FIELD_VERSION.c
    for some in chunks(record_ids):
        yield from connection.execute(
            select(FIELD_VERSION).where(
                version.workspace_id == workspace_id,
                version.record_type == record_type,
                version.record_id.in_(some),
            )
        )


def keep_versions(connection: Connection, versions: Sequence[dict[str, Any]]) -> None:
    insert_many(connection, FIELD_VERSION, versions)


def drop_versions(connection: Connection, workspace_id: int, record_type: str, record_id: int) -> None:
    version = FIELD_VERSION.c
    of_it = (version.workspace_id == workspace_id, version.record_type == record_type, version.record_id == record_id)
    connection.execute(delete(FIELD_VERSION).where(*of_it))
