"""Findings with a life: opened and cleared by looks at the facts, and what people said of them."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, UniqueConstraint, and_, insert, not_, select, update
from sqlmodel import Field, SQLModel

from app.db import chunks
from app.models.columns import Instant, Long, table_of
from app.models.merging import merges_of


class Flag(SQLModel, table=True):
    __tablename__ = "flag"
    __table_args__ = (UniqueConstraint("workspace_id", "account_id", "code", "opened_on"),)
    id: int | None = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    account_id: int
    code: str
    status: str
    opened_on: date
    cleared_on: date | None = None
    reason: Long = None
    snoozed_until_on: date | None = None
    updated_at: Instant = None
    set_by: str | None = None
    version: int = 1


FLAG = table_of(Flag)


def flags_of(connection: Connection, workspace_id: int, account_ids: Sequence[int]) -> list[dict[str, Any]]:
    """All flags these accounts ever had, the latest last."""
    flag = FLAG.c
    rows: list[dict[str, Any]] = []
    for some in chunks(account_ids):
        query = select(FLAG).where(flag.workspace_id == workspace_id, flag.account_id.in_(some))
        found = connection.execute(query.order_by(flag.opened_on, flag.id))
        names = tuple(found.keys())
        rows += [dict(zip(names, row, strict=True)) for row in found]
    return rows


def add_flags(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        connection.execute(insert(FLAG), rows)


def change_flag(connection: Connection, workspace_id: int, flag_id: int, values: dict[str, Any]) -> None:
    of_it = update(FLAG).where(FLAG.c.workspace_id == workspace_id, FLAG.c.id == flag_id)
    connection.execute(of_it.values({**values, "version": FLAG.c.version + 1}))


def find_flag(connection: Connection, workspace_id: int, flag_id: int) -> dict[str, Any] | None:
    query = select(FLAG).where(FLAG.c.workspace_id == workspace_id, FLAG.c.id == flag_id)
    row = connection.execute(query).mappings().first()
    return dict(row) if row else None


def list_flag_rows(
    connection: Connection, workspace_id: int, *, status: str | None, code: str | None, after: int, limit: int
) -> list[dict[str, Any]]:
    """In order of id, from the one after ``after``; those of merged accounts rest until the merge is undone."""
    flag = FLAG.c
    merged = sorted(merges_of(connection, workspace_id, "account").into)
    rests = and_(flag.status != "cleared", flag.account_id.in_(merged))
    query = select(FLAG).where(flag.workspace_id == workspace_id, flag.id > after, not_(rests))
    if status:
        query = query.where(flag.status == status)
    if code:
        query = query.where(flag.code == code)
    return [dict(row) for row in connection.execute(query.order_by(flag.id).limit(limit)).mappings()]


def find_flags(connection: Connection, workspace_id: int, flag_ids: Collection[int]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for some in chunks(sorted(flag_ids)):
        query = select(FLAG).where(FLAG.c.workspace_id == workspace_id, FLAG.c.id.in_(some))
        rows += [dict(row) for row in connection.execute(query).mappings()]
    return rows


def flags_like(connection: Connection, workspace_id: int, codes: Sequence[str], since: date) -> list[dict[str, Any]]:
    """All flags of these codes that opened since a day, in the order they opened."""
    flag = FLAG.c
    query = select(FLAG).where(flag.workspace_id == workspace_id, flag.code.in_(codes), flag.opened_on >= since)
    return [dict(row) for row in connection.execute(query.order_by(flag.opened_on, flag.id)).mappings()]


def answered_since(connection: Connection, workspace_id: int, since: datetime) -> list[dict[str, Any]]:
    """Flags on which somebody has said something, the latest first."""
    flag = FLAG.c
    query = select(FLAG).where(
        flag.workspace_id == workspace_id,
        flag.status.in_(("acknowledged", "snoozed", "on_purpose", "disagreed")),
        flag.updated_at >= since,
    )
    return [dict(row) for row in connection.execute(query.order_by(flag.updated_at.desc(), flag.id)).mappings()]
