"""Weekly pipeline reviews, frozen when made."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select
from sqlmodel import Field, SQLModel

from app.db import insert_missing
from app.models.columns import Document, Moment, table_of


class Review(SQLModel, table=True):
    """`week` as in `2026-W47`; `scope` names an owner or a team, empty for everybody."""

    __tablename__ = "review"
    workspace_id: int = Field(primary_key=True, foreign_key="workspace.id")
    week: str = Field(primary_key=True)
    scope: str = Field(primary_key=True, default="")
    body: Document
    made_at: Moment


REVIEW = table_of(Review)


def load_review(connection: Connection, workspace_id: int, week: str, scope: str = "") -> dict[str, Any] | None:
    kept = REVIEW.c
    query = select(kept.body).where(kept.workspace_id == workspace_id, kept.week == week, kept.scope == scope)
    found: dict[str, Any] | None = connection.scalar(query)
    return found


def postures_before(connection: Connection, workspace_id: int, week: str) -> dict[str, Any] | None:
    """Account to what it was a week before the review of everybody was frozen; None where none was."""
    kept = REVIEW.c
    query = select(kept.body["before"]).where(kept.workspace_id == workspace_id, kept.week == week, kept.scope == "")
    found: dict[str, Any] | None = connection.scalar(query)
    return found


def is_frozen(connection: Connection, workspace_id: int, week: str) -> bool:
    kept = REVIEW.c
    query = select(kept.week).where(kept.workspace_id == workspace_id, kept.week == week, kept.scope == "")
    return connection.scalar(query) is not None


def save_review(
    connection: Connection, workspace_id: int, week: str, body: dict[str, Any], made_at: datetime, scope: str = ""
) -> None:
    """Freeze a review; one that is there already stays as it is."""
    row = {"workspace_id": workspace_id, "week": week, "scope": scope, "body": body, "made_at": made_at}
    insert_missing(connection, REVIEW, [row])
