"""A person's word on the purpose of an activity. It wins over every other way to know."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select
from sqlmodel import Field, SQLModel

from app.db import chunks, upsert
from app.models.columns import Long, Moment, table_of


class TagCorrection(SQLModel, table=True):
    __tablename__ = "tag_correction"
    workspace_id: int = Field(primary_key=True, foreign_key="workspace.id")
    activity_id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    purpose: str
    reason: Long = None
    made_at: Moment
    made_by: str | None = None
    """The name of whoever was signed in; None where it is not known."""


TAG_CORRECTION = table_of(TagCorrection)


def corrections_of(
    connection: Connection, workspace_id: int, activity_ids: Sequence[int]
) -> dict[int, tuple[str, str | None]]:
    """Activity to the purpose a person said it had, and why."""
    correction = TAG_CORRECTION.c
    found: dict[int, tuple[str, str | None]] = {}
    for some in chunks(activity_ids):
        rows = connection.execute(
            select(correction.activity_id, correction.purpose, correction.reason).where(
                correction.workspace_id == workspace_id, correction.activity_id.in_(some)
            )
        )
        found.update((row.activity_id, (row.purpose, row.reason)) for row in rows)
    return found


def who_corrected(connection: Connection, workspace_id: int, activity_ids: Sequence[int]) -> dict[int, Row[Any]]:
    """Activity to ``made_by`` and ``made_at`` of its correction."""
    correction = TAG_CORRECTION.c
    found: dict[int, Row[Any]] = {}
    for some in chunks(activity_ids):
        query = select(correction.activity_id, correction.made_by, correction.made_at).where(
            correction.workspace_id == workspace_id, correction.activity_id.in_(some)
        )
        found.update({row.activity_id: row for row in connection.execute(query)})
    return found


def save_correction(
    connection: Connection,
    workspace_id: int,
    activity_id: int,
    *,
    purpose: str,
    reason: str | None,
    made_at: datetime,
    made_by: str | None = None,
) -> None:
    row = {
        "workspace_id": workspace_id,
        "activity_id": activity_id,
        "purpose": purpose,
        "reason": reason,
        "made_at": made_at,
        "made_by": made_by,
    }
    upsert(connection, TAG_CORRECTION, [row], ("workspace_id", "activity_id"))
