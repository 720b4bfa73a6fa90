"""Tokens of embedded widgets that were taken back before they ran out."""

from datetime import datetime

from sqlalchemy import Connection, delete, select
from sqlmodel import Field, SQLModel

from app.db import insert_missing
from app.models.columns import Moment, table_of


class RevokedToken(SQLModel, table=True):
    __tablename__ = "revoked_token"
    workspace_id: int = Field(primary_key=True, foreign_key="workspace.id")
    id: str = Field(primary_key=True)
    until: Moment
    """When it would have run out anyway."""


REVOKED = table_of(RevokedToken)


def revoke(connection: Connection, workspace_id: int, token_id: str, until: datetime, now: datetime) -> None:
    """Also forgets those that have run out since."""
    past = delete(REVOKED).where(REVOKED.c.workspace_id == workspace_id, REVOKED.c.until < now)
    connection.execute(past)
    insert_missing(connection, REVOKED, [{"workspace_id": workspace_id, "id": token_id, "until": until}])


def is_revoked(connection: Connection, workspace_id: int, token_id: str) -> bool:
    query = select(REVOKED.c.id).where(REVOKED.c.workspace_id == workspace_id, REVOKED.c.id == token_id)
    return connection.scalar(query) is not None
