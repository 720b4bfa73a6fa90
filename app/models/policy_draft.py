"""Policies somebody tries before they are published."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Index, insert, select, update
from sqlmodel import Field, SQLModel

from app.models.columns import Document, Moment, table_of


class PolicyDraft(SQLModel, table=True):
    __tablename__ = "policy_draft"
    __table_args__ = (Index(None, "workspace_id"),)
    id: int | None = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    body: Document
    """The whole document, checked."""
    based_on: int
    """The version in force when it was made."""
    made_by: str | None = None
    made_at: Moment
    published_as: int | None = None


POLICY_DRAFT = table_of(PolicyDraft)


def add_draft(
    connection: Connection,
    workspace_id: int,
    body: dict[str, Any],
    *,
    based_on: int,
    made_by: str | None,
    made_at: datetime,
) -> int:
    row = {"body": body, "based_on": based_on, "made_by": made_by, "made_at": made_at}
    made = insert(POLICY_DRAFT).values(workspace_id=workspace_id, **row).returning(POLICY_DRAFT.c.id)
    return int(connection.scalar(made) or 0)


def find_draft(connection: Connection, workspace_id: int, draft_id: int) -> dict[str, Any] | None:
    draft = POLICY_DRAFT.c
    query = select(POLICY_DRAFT).where(draft.workspace_id == workspace_id, draft.id == draft_id)
    row = connection.execute(query).mappings().first()
    return dict(row) if row else None


def mark_published(connection: Connection, workspace_id: int, draft_id: int, version: int) -> None:
    draft = POLICY_DRAFT.c
    connection.execute(
        update(POLICY_DRAFT)
        .where(draft.workspace_id == workspace_id, draft.id == draft_id)
        .values(published_as=version)
    )
