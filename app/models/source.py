"""The CRMs records come from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, UniqueConstraint, bindparam, select, update
from sqlmodel import Field, SQLModel

from app.db import insert_missing
from app.models.columns import Moment, Reading, table_of


class Source(SQLModel, table=True):
    __tablename__ = "source"
    __table_args__ = (UniqueConstraint("workspace_id", "name"),)
    id: int | None = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    name: str
    created_at: Moment
    record_address: Reading = None


SOURCE = table_of(Source)
_OF_WORKSPACE = select(SOURCE.c.id, SOURCE.c.name, SOURCE.c.created_at, SOURCE.c.record_address).where(
    SOURCE.c.workspace_id == bindparam("workspace_id")
)


@dataclass(frozen=True, slots=True)
class KnownSource:
    id: int
    name: str
    created_at: datetime
    record_address: Mapping[str, Any] | None = None
    """Where its records are opened: ``pattern`` and ``words``."""


def sources_of(connection: Connection, workspace_id: int) -> dict[int, KnownSource]:
    """The workspace's sources by id."""
    rows = connection.execute(_OF_WORKSPACE, {"workspace_id": workspace_id})
    return {row.id: KnownSource(*row) for row in rows}


def add_source(connection: Connection, workspace_id: int, name: str, created_at: datetime) -> None:
    """Does nothing when the workspace has the name already."""
    row = {"workspace_id": workspace_id, "name": name, "created_at": created_at}
    insert_missing(connection, SOURCE, [row])


def save_record_address(
    connection: Connection, workspace_id: int, source_id: int, said: Mapping[str, Any] | None
) -> None:
    of_it = SOURCE.c.workspace_id == workspace_id, SOURCE.c.id == source_id
    connection.execute(update(SOURCE).where(*of_it).values(record_address=said))
