"""Every assessment we ever said, in order. Rows are added, never changed."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Index, insert
from sqlmodel import Field, SQLModel

from app.models.columns import Document, Moment, table_of


class AssessmentSaid(SQLModel, table=True):
    __tablename__ = "assessment_said"
    __table_args__ = (Index(None, "workspace_id", "account_id", "assessed_at"),)
    id: int | None = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    account_id: int
    assessed_at: Moment
    body: Document
    fingerprint: str


ASSESSMENT_SAID = table_of(AssessmentSaid)


def say(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        connection.execute(insert(ASSESSMENT_SAID), rows)
