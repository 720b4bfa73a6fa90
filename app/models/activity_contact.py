"""Which contacts an activity without an account of its own names, so that it finds its account."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Index, delete
from sqlmodel import Field, SQLModel

from app.db import chunks
from app.models.columns import table_of
from app.models.many_rows import insert_many


class ActivityContact(SQLModel, table=True):
    __tablename__ = "activity_contact"
    __table_args__ = (Index(None, "workspace_id", "contact_id"),)
    workspace_id: int = Field(primary_key=True, foreign_key="workspace.id")
    activity_id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    contact_id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})


ACTIVITY_CONTACT = table_of(ActivityContact)


def name_contacts(
    connection: Connection, workspace_id: int, activity_ids: Sequence[int], links: Sequence[dict[str, Any]]
) -> None:
    """Replace what is kept for these activities."""
    link = ACTIVITY_CONTACT.c
    for some in chunks(activity_ids):
        connection.execute(
            delete(ACTIVITY_CONTACT).where(link.workspace_id == workspace_id, link.activity_id.in_(some))
        )
    insert_many(connection, ACTIVITY_CONTACT, links)
