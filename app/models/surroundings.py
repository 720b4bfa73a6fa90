"""What an account cannot know from itself, kept per workspace and day."""

from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection, delete, select, update
from sqlmodel import Field, SQLModel

from app.db import upsert
from app.models.columns import Document, Reading, table_of


class Surroundings(SQLModel, table=True):
    __tablename__ = "surroundings"
    workspace_id: int = Field(primary_key=True, foreign_key="workspace.id")
    day: date = Field(primary_key=True)
    body: Document
    fingerprint: str
    totals: Reading = None
    """What they were made of, as far as one account's news can change it: see ``Kept``."""


SURROUNDINGS = table_of(Surroundings)


class Kept(NamedTuple):
    day: date
    fingerprint: str
    body: dict[str, Any]
    totals: dict[str, Any] | None
    """`policy` is the version they were made by, `feeds` the totals of each feed. Without `feeds` something arrived
    whose meaning for the others only a look over all accounts tells."""


def load_surroundings(connection: Connection, workspace_id: int) -> Kept | None:
    """The latest day kept."""
    kept = SURROUNDINGS.c
    row = connection.execute(
        select(kept.day, kept.fingerprint, kept.body, kept.totals)
        .where(kept.workspace_id == workspace_id)
        .order_by(kept.day.desc())
        .limit(1)
    ).first()
    return Kept(*row) if row else None


def save_surroundings(
    connection: Connection, workspace_id: int, day: date, fingerprint: str, body: dict[str, Any], totals: dict[str, Any]
) -> None:
    """Keep the day's; older days are let go."""
    kept = SURROUNDINGS.c
    connection.execute(delete(SURROUNDINGS).where(kept.workspace_id == workspace_id, kept.day != day))
    row = {"workspace_id": workspace_id, "day": day, "body": body, "fingerprint": fingerprint}
    upsert(connection, SURROUNDINGS, [row | {"totals": totals}], ("workspace_id", "day"))


def change_surroundings(connection: Connection, workspace_id: int, **values: Any) -> None:
    """Change what is kept of the one day there is."""
    connection.execute(update(SURROUNDINGS).where(SURROUNDINGS.c.workspace_id == workspace_id).values(values))
