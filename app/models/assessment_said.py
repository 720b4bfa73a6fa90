"""Every assessment we ever said, in order. Rows are added, never changed."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Index, insert, select
from sqlmodel import Field, SQLModel

from app.db import chunks
from app.models.columns import Document, Moment, table_of


class AssessmentSaid(SQLModel, table=True):
    __tablename__ = "assessment_said"
    __table_args__ = (Index(None, "workspace_id", "account_id", "assessed_at"),)
    id: int | None = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    account_id: int
    assessed_at: Moment
    policy_version: int
    body: Document
    fingerprint: str


ASSESSMENT_SAID = table_of(AssessmentSaid)


def say(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        connection.execute(insert(ASSESSMENT_SAID), rows)


def bands_said(connection: Connection, workspace_id: int, account_ids: Sequence[int]) -> list[dict[str, Any]]:
    """Posture, both bands and the policy's version, of these accounts each time we said something, oldest first."""
    said = ASSESSMENT_SAID.c
    ends = [
        said.body[axis][end].as_float().label(f"{axis}_{end}")
        for axis in ("effectiveness", "efficiency")
        for end in ("low", "high")
    ]
    rows: list[dict[str, Any]] = []
    for some in chunks(account_ids):
        query = (
            select(
                said.account_id,
                said.assessed_at,
                said.policy_version,
                said.body["posture"].as_string().label("posture"),
                *ends,
            )
            .where(said.workspace_id == workspace_id, said.account_id.in_(some))
            .order_by(said.account_id, said.assessed_at, said.id)
        )
        rows += [dict(row) for row in connection.execute(query).mappings()]
    return rows
