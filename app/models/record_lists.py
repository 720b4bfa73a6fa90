"""Records as callers ask for them: one by its name, or a page of them in the order we first heard of them."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Column, Connection, Table, select

from app.models.merging import is_itself
from app.models.records import TABLES
from app.models.storing import Name

Stored = Mapping[str, Any]


def find_record(
    connection: Connection, workspace_id: int, name: Name, *, also_incomplete: bool = False
) -> Stored | None:
    """The stored row; none when it was deleted, or is a placeholder and those were not asked for."""
    record_type, source_id, external_id = name
    table = TABLES[record_type]
    query = select(table).where(
        table.c.workspace_id == workspace_id,
        table.c.source_id == source_id,
        table.c.external_id == external_id,
    )
    row = connection.execute(query).mappings().first()
    if row is None or (not also_incomplete and (row["is_placeholder"] or row["deleted_at"])):
        return None
    return dict(row)


def list_records(
    connection: Connection,
    workspace_id: int,
    record_type: str,
    where: Mapping[str, Sequence[int]],
    after: int,
    limit: int,
) -> list[Stored]:
    """At most ``limit`` rows whose columns hold one of ``where`` and whose number is greater than ``after``.

    Accounts and contacts that were merged into another are left out.

    ``account_id`` asks for the account a record belongs to, also through its opportunity or contacts.
    """
    table = TABLES[record_type]
    query = (
        select(table)
        .where(
            table.c.workspace_id == workspace_id,
            table.c.is_placeholder.is_(False),
            table.c.deleted_at.is_(None),
            table.c.leadline_id > after,
            *(_column(table, name).in_(values) for name, values in where.items()),
            *([is_itself(connection, workspace_id, record_type)] if record_type in ("account", "contact") else []),
        )
        .order_by(table.c.leadline_id)
        .limit(limit)
    )
    return [dict(row) for row in connection.execute(query).mappings()]


def first_id(connection: Connection, workspace_id: int, record_type: str, source_id: int) -> str | None:
    """The id of the first record of a type that came from a source; None: none did."""
    table = TABLES[record_type]
    query = select(table.c.external_id).where(
        table.c.workspace_id == workspace_id,
        table.c.source_id == source_id,
        table.c.is_placeholder.is_(False),
        table.c.deleted_at.is_(None),
    )
    found: str | None = connection.scalar(query.order_by(table.c.leadline_id).limit(1))
    return found


def _column(table: Table, name: str) -> Column[Any]:
    return table.c["belongs_to_id"] if name == "account_id" and "belongs_to_id" in table.c else table.c[name]
