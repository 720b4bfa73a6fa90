"""Links that let a person in once. Only the hash of a link's token is kept."""

from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update
from sqlmodel import Field, SQLModel

from app.models.columns import Instant, Moment, table_of


class SignInLink(SQLModel, table=True):
    __tablename__ = "sign_in_link"
    token_hash: str = Field(primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    expires_at: Moment
    used_at: Instant = None


SIGN_IN_LINK = table_of(SignInLink)


def add_link(connection: Connection, token_hash: str, workspace_id: int, expires_at: datetime, now: datetime) -> None:
    """Keeps the link, and drops those that are too old to open anything."""
    connection.execute(delete(SIGN_IN_LINK).where(SIGN_IN_LINK.c.expires_at <= now))
    connection.execute(
        insert(SIGN_IN_LINK).values(token_hash=token_hash, workspace_id=workspace_id, expires_at=expires_at)
    )


def workspace_opened_by(connection: Connection, token_hash: str) -> int | None:
    """The workspace of the link, whether it may still be used or not."""
    query = select(SIGN_IN_LINK.c.workspace_id).where(SIGN_IN_LINK.c.token_hash == token_hash)
    found: int | None = connection.scalar(query)
    return found


def use_link(connection: Connection, token_hash: str, now: datetime) -> bool:
    """Whether the link lets somebody in: not when it is unknown, too old or used. Of two at once, one gets in."""
    link = SIGN_IN_LINK.c
    unused = update(SIGN_IN_LINK).where(link.token_hash == token_hash, link.used_at.is_(None), link.expires_at > now)
    return connection.execute(unused.values(used_at=now)).rowcount == 1
