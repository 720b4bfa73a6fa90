"""The stored assessment of each account: what pages and widgets read."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, delete, select
from sqlmodel import Field, SQLModel

from app.db import chunks, upsert
from app.models.columns import Document, Moment, table_of


class Assessment(SQLModel, table=True):
    """`body` is the whole assessment; the other columns are for lists and sorting."""

    __tablename__ = "assessment"
    workspace_id: int = Field(primary_key=True, foreign_key="workspace.id")
    account_id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    as_of: Moment
    assessed_at: Moment
    policy_version: int
    version: int = 1
    posture: str
    aim: str
    state: str
    owner_id: int | None = None
    effectiveness_low: float | None = None
    efficiency_low: float | None = None
    priority_value: float | None = None
    shortfall: float | None = None
    body: Document
    fingerprint: str
    """Of the body; equal means nothing new was said."""


ASSESSMENT = table_of(Assessment)


def load_assessments(
    connection: Connection, workspace_id: int, account_ids: Sequence[int]
) -> dict[int, dict[str, Any]]:
    kept = ASSESSMENT.c
    found: dict[int, dict[str, Any]] = {}
    for some in chunks(account_ids):
        query = select(ASSESSMENT).where(kept.workspace_id == workspace_id, kept.account_id.in_(some))
        found.update((row["account_id"], dict(row)) for row in connection.execute(query).mappings())
    return found


def all_assessments(connection: Connection, workspace_id: int) -> list[dict[str, Any]]:
    query = select(ASSESSMENT).where(ASSESSMENT.c.workspace_id == workspace_id).order_by(ASSESSMENT.c.account_id)
    return [dict(row) for row in connection.execute(query).mappings()]


def bodies_of(
    connection: Connection, workspace_id: int, account_ids: Iterable[int] | None
) -> Iterator[tuple[int, dict[str, Any]]]:
    """Account and body of the stored assessments, in order of account; None: of all accounts."""
    kept = ASSESSMENT.c
    query = select(kept.account_id, kept.body).where(kept.workspace_id == workspace_id).order_by(kept.account_id)
    pieces = [()] if account_ids is None else [(kept.account_id.in_(some),) for some in chunks(sorted(account_ids))]
    for piece in pieces:
        yield from map(tuple, connection.execute(query.where(*piece)))


def fingerprints(connection: Connection, workspace_id: int) -> dict[int, str]:
    """Account to the fingerprint of its stored body, in order of account."""
    kept = ASSESSMENT.c
    query = select(kept.account_id, kept.fingerprint).where(kept.workspace_id == workspace_id)
    return {row.account_id: row.fingerprint for row in connection.execute(query.order_by(kept.account_id))}


def save_assessments(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    upsert(connection, ASSESSMENT, rows, ("workspace_id", "account_id"))


def drop_assessments(connection: Connection, workspace_id: int, account_ids: Sequence[int]) -> None:
    kept = ASSESSMENT.c
    for some in chunks(account_ids):
        connection.execute(delete(ASSESSMENT).where(kept.workspace_id == workspace_id, kept.account_id.in_(some)))
