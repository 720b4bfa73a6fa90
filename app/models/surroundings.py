"""What an account cannot know from itself, kept per workspace and day."""

from datetime import date
from typing import Any

from sqlalchemy import Connection, delete, select
from sqlmodel import Field, SQLModel

from app.db import upsert
from app.models.columns import Document, table_of


class Surroundings(SQLModel, table=True):
    __tablename__ = "surroundings"
    workspace_id: int = Field(primary_key=True, foreign_key="workspace.id")
    day: date = Field(primary_key=True)
    body: Document
    fingerprint: str


SURROUNDINGS = table_of(Surroundings)


def load_surroundings(connection: Connection, workspace_id: int) -> tuple[date, str, dict[str, Any]] | None:
    """The latest day kept, its fingerprint and its body."""
    kept = SURROUNDINGS.c
    row = connection.execute(
        select(kept.day, kept.fingerprint, kept.body)
        .where(kept.workspace_id == workspace_id)
        .order_by(kept.day.desc())
        .limit(1)
    ).first()
    return (row.day, row.fingerprint, row.body) if row else None


def save_surroundings(
    connection: Connection, workspace_id: int, day: date, fingerprint: str, body: dict[str, Any]
) -> None:
    """Keep the day's; older days are let go."""
    kept = SURROUNDINGS.c
    connection.execute(delete(SURROUNDINGS).where(kept.workspace_id == workspace_id, kept.day != day))
    row = {"workspace_id": workspace_id, "day": day, "body": body, "fingerprint": fingerprint}
    upsert(connection, SURROUNDINGS, [row], ("workspace_id", "day"))
