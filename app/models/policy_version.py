"""The published policies of a workspace, by number. Rows are added, never changed."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select
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
_LATEST = (
    select(POLICY_VERSION)
    .where(POLICY_VERSION.c.workspace_id == bindparam("workspace_id"))
    .order_by(POLICY_VERSION.c.version.desc())
    .limit(bindparam("at_most"))
)


def latest_policies(connection: Connection, workspace_id: int, at_most: int) -> list[dict[str, Any]]:
    """The latest first."""
    rows = connection.execute(_LATEST, {"workspace_id": workspace_id, "at_most": at_most})
    return [dict(row) for row in rows.mappings()]


def find_policy(connection: Connection, workspace_id: int, version: int) -> dict[str, Any] | None:
    kept = POLICY_VERSION.c
    query = select(POLICY_VERSION).where(kept.workspace_id == workspace_id, kept.version == version)
    row = connection.execute(query).mappings().first()
    return dict(row) if row else None


def add_policy(
    connection: Connection,
    workspace_id: int,
    version: int,
    body: dict[str, Any],
    *,
    author: str,
    reason: str,
    published_at: datetime,
) -> None:
    row = {"body": body, "author": author, "reason": reason, "published_at": published_at}
    connection.execute(insert(POLICY_VERSION).values(workspace_id=workspace_id, version=version, **row))
