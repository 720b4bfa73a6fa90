"""The first answer to each request that named itself, so that sending it again does nothing twice."""

from datetime import datetime
from typing import Annotated, Any

from sqlalchemy import ColumnElement, Connection, Index, LargeBinary, and_, delete, select, update
from sqlmodel import Field, SQLModel

from app.db import was_missing
from app.models.columns import Moment, Texts, table_of


class KeptAnswer(SQLModel, table=True):
    """`status` is null while the request is at work, `body` also once it was erased."""

    __tablename__ = "kept_answer"
    __table_args__ = (Index(None, "workspace_id", "kept_at"),)
    workspace_id: int = Field(primary_key=True, foreign_key="workspace.id")
    source_id: int = Field(primary_key=True, foreign_key="source.id")
    key: str = Field(primary_key=True)
    request_hash: str
    kept_at: Moment
    status: int | None = None
    headers: Texts = None
    body: Annotated[bytes | None, Field(sa_type=LargeBinary)] = None


KEPT_ANSWER = table_of(KeptAnswer)
Name = tuple[int, int, str]
"""Workspace, source and the key the caller chose."""


def claim(connection: Connection, name: Name, request_hash: str, now: datetime) -> bool:
    """Take the key for this transaction; waits for whoever is at work under it. False: it was answered already."""
    workspace_id, source_id, key = name
    row = {"workspace_id": workspace_id, "source_id": source_id, "key": key, "request_hash": request_hash}
    return was_missing(connection, KEPT_ANSWER, {**row, "kept_at": now})


def keep(connection: Connection, name: Name, status: int, headers: list[str], body: bytes) -> None:
    connection.execute(update(KEPT_ANSWER).where(_is(name)).values(status=status, headers=headers, body=body))


def kept(connection: Connection, name: Name) -> dict[str, Any] | None:
    row = connection.execute(select(KEPT_ANSWER).where(_is(name))).mappings().first()
    return dict(row) if row else None


def forget_one(connection: Connection, name: Name, before: datetime) -> None:
    """Let the key be used anew if it was kept before then."""
    connection.execute(delete(KEPT_ANSWER).where(_is(name), KEPT_ANSWER.c.kept_at <= before))


def forget_all(connection: Connection, workspace_id: int, before: datetime) -> None:
    answer = KEPT_ANSWER.c
    connection.execute(delete(KEPT_ANSWER).where(answer.workspace_id == workspace_id, answer.kept_at <= before))


def erase_answers(connection: Connection, workspace_id: int) -> None:
    """Drop what the answers say, for somebody who is erased; that the requests were done stays known."""
    connection.execute(update(KEPT_ANSWER).where(KEPT_ANSWER.c.workspace_id == workspace_id).values(body=None))


def _is(name: Name) -> ColumnElement[bool]:
    answer = KEPT_ANSWER.c
    return and_(answer.workspace_id == name[0], answer.source_id == name[1], answer.key == name[2])
