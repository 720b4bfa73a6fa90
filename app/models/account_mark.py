"""Accounts to be judged again because something about them arrived."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from secrets import randbits
from typing import Any

from sqlalchemy import BigInteger, Connection, bindparam, delete, select
from sqlmodel import Field, SQLModel

from app.db import chunks, insert_missing, upsert
from app.models.account_past import drop_pasts
from app.models.columns import Moment, table_of


class AccountMark(SQLModel, table=True):
    __tablename__ = "account_mark"
    workspace_id: int = Field(primary_key=True, foreign_key="workspace.id")
    account_id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    marked_at: Moment
    token: int = Field(default=0, sa_type=BigInteger)
    """Another one with each marking, so that a mark set again is told from the one seen."""


ACCOUNT_MARK = table_of(AccountMark)


def mark_accounts(
    connection: Connection,
    workspace_id: int,
    account_ids: Collection[int],
    marked_at: datetime,
    afresh: Collection[int] | None = None,
) -> None:
    """``afresh``: those whose older activities are read again too; all of them, unless told."""
    drop_pasts(connection, workspace_id, account_ids if afresh is None else afresh)
    upsert(connection, ACCOUNT_MARK, _rows(workspace_id, account_ids, marked_at), ("workspace_id", "account_id"))


def mark_unmarked(connection: Connection, workspace_id: int, account_ids: Iterable[int], marked_at: datetime) -> None:
    """Like ``mark_accounts``, but a mark that somebody's record has set meanwhile stays that record's."""
    insert_missing(connection, ACCOUNT_MARK, _rows(workspace_id, account_ids, marked_at))


def _rows(workspace_id: int, account_ids: Iterable[int], marked_at: datetime) -> list[dict[str, Any]]:
    token = randbits(62)
    return [
        {"workspace_id": workspace_id, "account_id": account_id, "marked_at": marked_at, "token": token}
        for account_id in sorted(account_ids)
    ]


def marked_accounts(connection: Connection, workspace_id: int, at_most: int | None = None) -> dict[int, datetime]:
    """Account id to when it was marked, in order of account id."""
    mark = ACCOUNT_MARK.c
    query = (
        select(mark.account_id, mark.marked_at)
        .where(mark.workspace_id == workspace_id)
        .order_by(mark.account_id)
        .limit(at_most)
    )
    return {row.account_id: row.marked_at for row in connection.execute(query)}


def unmark_accounts(connection: Connection, workspace_id: int, marks: Mapping[int, datetime]) -> None:
    """Take away the marks that are still the ones seen; an account marked again meanwhile keeps its new mark."""
    mark = ACCOUNT_MARK.c
    seen = [{"number": number, "seen_at": marked_at} for number, marked_at in marks.items()]
    if seen:
        statement = delete(ACCOUNT_MARK).where(
            mark.workspace_id == workspace_id,
            mark.account_id == bindparam("number"),
            mark.marked_at == bindparam("seen_at"),
        )
        connection.execute(statement, seen)


def mark_tokens(
    connection: Connection, workspace_id: int, account_ids: Sequence[int], *, lock: bool = False
) -> dict[int, int]:
    """Account to the token of its mark, for those marked; with ``lock`` nobody marks those again meanwhile."""
    mark = ACCOUNT_MARK.c
    query = (
        select(mark.account_id, mark.token)
        .where(mark.workspace_id == workspace_id, mark.account_id.in_(account_ids))
        .order_by(mark.account_id)
    )
    return {row.account_id: row.token for row in connection.execute(query.with_for_update() if lock else query)}


def drop_marks(connection: Connection, workspace_id: int, account_ids: Sequence[int]) -> None:
    mark = ACCOUNT_MARK.c
    for some in chunks(account_ids):
        connection.execute(delete(ACCOUNT_MARK).where(mark.workspace_id == workspace_id, mark.account_id.in_(some)))
