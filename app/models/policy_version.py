"""The published policies of a workspace, by number."""

from typing import Any

from sqlalchemy import Connection, select
from sqlmodel import Field, SQLModel

from app.models.columns import Document, Long, Moment, table_of


class PolicyVersion(SQLModel, table=True):
    __tablename__ = "policy_version"
    workspace_id: int = Field(primary_key=True, foreign_key="workspace.id")
    version: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    body: Document
    author: str | None = None
    reason: Long = None
    published_at: Moment


POLICY_VERSION = table_of(PolicyVersion)


def latest_policy(connection: Connection, workspace_id: int) -> tuple[int, dict[str, Any]] | None:
    """Version and document last published, or None."""
    kept = POLICY_VERSION.c
    row = connection.execute(
        select(kept.version, kept.body).where(kept.workspace_id == workspace_id).order_by(kept.version.desc()).limit(1)
    ).first()
    return (row.version, row.body) if row else None
