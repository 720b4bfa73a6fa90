"""Column types of the tables, and the envelope around each record."""

from datetime import datetime
from typing import Annotated, Any

from sqlalchemy import Index, Table, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from app.db import Json, UtcDateTime

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}

Instant = Annotated[datetime | None, Field(sa_type=UtcDateTime)]
Moment = Annotated[datetime, Field(sa_type=UtcDateTime)]
"""An instant that is always there."""
Long = Annotated[str | None, Field(sa_type=Text)]
Ids = Annotated[list[int] | None, Field(sa_type=Json)]
Texts = Annotated[list[str] | None, Field(sa_type=Json)]
Options = Annotated[list[dict[str, Any]] | None, Field(sa_type=Json)]
Reading = Annotated[dict[str, Any] | None, Field(sa_type=Json)]
Document = Annotated[dict[str, Any], Field(sa_type=Json)]


class Envelope(SQLModel):
    """What we keep around each record. Its own fields are columns of the same names.

    References are ``leadline_id`` numbers. ``updated_at`` is the newest stamp received, and
    ``field_stamps`` holds the stamps of the fields that differ from it (null: never received).
    """

    leadline_id: int | None = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    source_id: int = Field(foreign_key="source.id")
    external_id: str
    updated_at: Instant = None
    field_stamps: Document = {}
    deleted_at: Instant = None
    is_placeholder: bool = True
    first_received_at: Instant = None
    received_at: Instant = None
    version: int = 0
    content_hash: str | None = None


def record_keys(*indexed: tuple[str, ...] | str) -> tuple[UniqueConstraint | Index, ...]:
    """The unique key of a record table, and an index in each workspace on each of the columns."""
    columns = [(name,) if isinstance(name, str) else name for name in indexed]
    return (
        UniqueConstraint("workspace_id", "source_id", "external_id"),
        *(Index(None, "workspace_id", *names) for names in columns),
    )


def merged_key() -> Index:
    """The few records that were merged into another, of an account or contact table."""
    merged = text("merged_into_id IS NOT NULL")
    return Index(None, "workspace_id", "merged_into_id", sqlite_where=merged, postgresql_where=merged)


def table_of(model: type[SQLModel]) -> Table:
    """The table of a model class."""
    return SQLModel.metadata.tables[str(model.__tablename__)]
