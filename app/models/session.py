"""Who is signed in. Only the hash of what a browser keeps is stored; without its row a session is over."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select
from sqlmodel import Field, SQLModel

from app.models.columns import Moment, table_of


class SignedIn(SQLModel, table=True):
    """``user_id`` is a CRM user; None for whoever came by a link on this machine."""

    __tablename__ = "session"
    token_hash: str = Field(primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    user_id: int | None = None
    expires_at: Moment


SESSION = table_of(SignedIn)


def add_session(
    connection: Connection, token_hash: str, workspace_id: int, user_id: int | None, expires_at: datetime, now: datetime
) -> None:
    """Also forgets those that have run out since."""
    connection.execute(delete(SESSION).where(SESSION.c.workspace_id == workspace_id, SESSION.c.expires_at <= now))
    row = {"token_hash": token_hash, "workspace_id": workspace_id, "user_id": user_id, "expires_at": expires_at}
    connection.execute(insert(SESSION).values(row))


def find_session(connection: Connection, token_hash: str) -> Row[Any, Any, Any] | None:
    """Workspace, user and end of a session."""
    kept = SESSION.c
    query = select(kept.workspace_id, kept.user_id, kept.expires_at).where(kept.token_hash == token_hash)
    return connection.execute(query).one_or_none()


def end_session(connection: Connection, workspace_id: int, token_hash: str) -> None:
    connection.execute(
        delete(SESSION).where(SESSION.c.workspace_id == workspace_id, SESSION.c.token_hash == token_hash)
    )


def end_sessions_of(connection: Connection, workspace_id: int, user_id: int | None) -> None:
    """Of the user on every machine; None: of everybody who came by a link."""
    same = SESSION.c.user_id.is_not_distinct_from(user_id)
    connection.execute(delete(SESSION).where(SESSION.c.workspace_id == workspace_id, same))
