"""Keys of the API. Only the hash of a token is kept."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update
from sqlmodel import Field, SQLModel

from app.models.columns import Instant, Moment, Texts, table_of
from app.models.source import SOURCE


class ApiKey(SQLModel, table=True):
    __tablename__ = "api_key"
    token_hash: str = Field(primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    source_id: int = Field(foreign_key="source.id")
    scopes: Texts = None
    created_at: Moment
    revoked_at: Instant = None


API_KEY = table_of(ApiKey)


@dataclass(frozen=True, slots=True)
class Key:
    workspace_id: int
    source_id: int
    source_name: str
    scopes: frozenset[str]
    """Of `read`, `ingest`, `admin`."""


def add_key(
    connection: Connection,
    token_hash: str,
    *,
    workspace_id: int,
    source_id: int,
    scopes: list[str],
    created_at: datetime,
) -> None:
    connection.execute(
        insert(API_KEY).values(
            token_hash=token_hash, workspace_id=workspace_id, source_id=source_id, scopes=scopes, created_at=created_at
        )
    )


def key_with(connection: Connection, token_hash: str) -> Key | None:
    """The key with this hash, unless it was revoked."""
    row = connection.execute(
        select(API_KEY, SOURCE.c.name)
        .join(SOURCE, SOURCE.c.id == API_KEY.c.source_id)
        .where(API_KEY.c.token_hash == token_hash, API_KEY.c.revoked_at.is_(None))
    ).first()
    if row is None:
        return None
    return Key(row.workspace_id, row.source_id, row.name, frozenset(row.scopes or ()))


def revoke(connection: Connection, token_hash: str, revoked_at: datetime) -> None:
    connection.execute(update(API_KEY).where(API_KEY.c.token_hash == token_hash).values(revoked_at=revoked_at))
