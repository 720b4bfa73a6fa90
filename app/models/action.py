"""What somebody agreed to do, by when, and how it ended."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Index, Select, and_, insert, or_, select, update
from sqlmodel import Field, SQLModel

from app.db import chunks
from app.models.columns import Long, Moment, Reading, table_of
from app.models.merging import MERGEABLE, merges_of


class Action(SQLModel, table=True):
    """``what`` is null where the cure says it. ``cure`` is ``{code, type, ref, number}``.

    Facts dated after ``open_since_at`` do it: when it was agreed, or opened again. ``done_by`` is the fact.
    ``progress`` is ``{done, of}`` of an open one of several parts, once one of them is done.
    """

    __tablename__ = "action"
    __table_args__ = (
        Index(None, "workspace_id", "account_id"),
        Index(None, "workspace_id", "status"),
        Index(None, "workspace_id", "agreed_at"),
    )
    id: int | None = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    account_id: int
    what: Long = None
    user_id: int
    due_on: date
    flag_id: int | None = None
    cure: Reading = None
    review_week: str | None = None
    agreed_at: Moment
    agreed_by: str | None = None
    open_since_at: Moment
    status: str
    done_on: date | None = None
    done_by: Reading = None
    progress: Reading = None
    dropped_on: date | None = None
    dropped_reason: Long = None
    updated_at: Moment
    version: int = 1


ACTION = table_of(Action)
Row = dict[str, Any]


def add_action(connection: Connection, values: Row) -> int:
    return int(connection.scalar(insert(ACTION).values(values).returning(ACTION.c.id)) or 0)


def change_action(connection: Connection, workspace_id: int, action_id: int, values: Row) -> None:
    action = ACTION.c
    of_it = and_(action.workspace_id == workspace_id, action.id == action_id)
    connection.execute(update(ACTION).where(of_it).values({**values, "version": action.version + 1}))


def find_action(connection: Connection, workspace_id: int, action_id: int) -> Row | None:
    return next(iter(_rows(connection, workspace_id, _of(workspace_id).where(ACTION.c.id == action_id))), None)


def list_action_rows(
    connection: Connection,
    workspace_id: int,
    *,
    status: str | None,
    account_id: int | None,
    user_id: int | None,
    after: int,
    limit: int,
) -> list[Row]:
    """In order of id, from the one after ``after``."""
    asked = {"status": status, "user_id": user_id}
    query = _of(workspace_id).where(ACTION.c.id > after)
    if account_id is not None:
        accounts = merges_of(connection, workspace_id, "account").with_losers([account_id])
        query = query.where(ACTION.c.account_id.in_(accounts))
    for name, value in asked.items():
        if value is not None:
            query = query.where(ACTION.c[name] == value)
    return _rows(connection, workspace_id, query.order_by(ACTION.c.id).limit(limit))


def actions_of(connection: Connection, workspace_id: int, account_ids: Sequence[int]) -> list[Row]:
    """All that was ever agreed for these accounts, the latest first."""
    found: list[Row] = []
    for some in _merged(connection, workspace_id, account_ids):
        query = _of(workspace_id).where(ACTION.c.account_id.in_(some))
        found += _rows(connection, workspace_id, query.order_by(ACTION.c.agreed_at.desc(), ACTION.c.id.desc()))
    return found


def open_cures(connection: Connection, workspace_id: int, account_ids: Sequence[int]) -> dict[int, list[Row]]:
    """Account to its open actions that came from a cure: those a fact can do."""
    found: dict[int, list[Row]] = {}
    for some in _merged(connection, workspace_id, account_ids):
        query = _of(workspace_id).where(
            ACTION.c.status == "open", ACTION.c.cure.is_not(None), ACTION.c.account_id.in_(some)
        )
        for row in _rows(connection, workspace_id, query.order_by(ACTION.c.id)):
            found.setdefault(row["account_id"], []).append(row)
    return found


def decided_in(
    connection: Connection, workspace_id: int, since: datetime, since_on: date, until: datetime
) -> list[Row]:
    """Agreed before ``until``, and agreed, still open, or ended since then; the latest first."""
    action = ACTION.c
    query = _of(workspace_id).where(
        action.agreed_at < until,
        or_(
            action.agreed_at >= since,
            action.status == "open",
            action.done_on >= since_on,
            action.dropped_on >= since_on,
        ),
    )
    return _rows(connection, workspace_id, query.order_by(action.agreed_at.desc(), action.id.desc()))


def done_until(connection: Connection, workspace_id: int, day: date) -> list[Row]:
    """Done on that day or before, in the order they were agreed."""
    action = ACTION.c
    query = _of(workspace_id).where(action.status == "done", action.done_on <= day)
    return _rows(connection, workspace_id, query.order_by(action.agreed_at, action.id))


def accounts_acted_on(connection: Connection, workspace_id: int, account_ids: Sequence[int]) -> set[int]:
    """Those of these accounts for which anything was ever agreed."""
    found: set[int] = set()
    for some in _merged(connection, workspace_id, account_ids):
        rows = _rows(connection, workspace_id, _of(workspace_id).where(ACTION.c.account_id.in_(some)))
        found |= {row["account_id"] for row in rows}
    return found


def _of(workspace_id: int) -> Select[Any]:
    return select(ACTION).where(ACTION.c.workspace_id == workspace_id)


def _rows(connection: Connection, workspace_id: int, query: Select[Any]) -> list[Row]:
    """What was agreed for an account or about a person merged since is agreed for who stands for them now."""
    accounts, people = (merges_of(connection, workspace_id, kind) for kind in MERGEABLE)
    rows = [{**row, "account_id": accounts.of(row["account_id"])} for row in connection.execute(query).mappings()]
    for row in rows:
        if row["cure"] and row["cure"]["type"] == "contact":
            row["cure"] = {**row["cure"], "ref": people.of(row["cure"]["ref"])}
    return rows


def _merged(connection: Connection, workspace_id: int, account_ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return chunks(merges_of(connection, workspace_id, "account").with_losers(account_ids))
