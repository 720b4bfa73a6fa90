"""Contacts who became one person with another, or two again: accounts whose records name them are judged again."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import Connection, delete, select
from sqlmodel import Field, SQLModel

from app.db import upsert
from app.models.columns import Moment, table_of


class PersonMark(SQLModel, table=True):
    __tablename__ = "person_mark"
    workspace_id: int = Field(primary_key=True, foreign_key="workspace.id")
    contact_id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    marked_at: Moment


PERSON_MARK = table_of(PersonMark)


def mark_people(connection: Connection, workspace_id: int, contact_ids: Iterable[int], marked_at: datetime) -> None:
    rows = [{"workspace_id": workspace_id, "contact_id": one, "marked_at": marked_at} for one in sorted(contact_ids)]
    upsert(connection, PERSON_MARK, rows, ("workspace_id", "contact_id"))


def marked_people(connection: Connection, workspace_id: int) -> dict[int, datetime]:
    """Contact to when it was marked."""
    mark = PERSON_MARK.c
    query = select(mark.contact_id, mark.marked_at).where(mark.workspace_id == workspace_id)
    return {row.contact_id: row.marked_at for row in connection.execute(query)}


def unmark_people(connection: Connection, workspace_id: int, marks: Mapping[int, datetime]) -> None:
    """Take away the marks that are still the ones seen."""
    mark = PERSON_MARK.c
    for number, marked_at in marks.items():
        connection.execute(
            delete(PERSON_MARK).where(
                mark.workspace_id == workspace_id, mark.contact_id == number, mark.marked_at == marked_at
            )
        )
