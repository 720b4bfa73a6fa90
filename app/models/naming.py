"""What sentences may say of records: their names, titles and subjects."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, select

from app.db import chunks
from app.models.records import TABLES

FIELDS: dict[str, tuple[str, ...]] = {
    "user": ("name", "team"),
    "account": ("name", "owner_id"),
    "contact": ("name", "title"),
    "opportunity": ("name",),
    "quote": (),
    "activity": ("kind", "subject", "contact_ids"),
    "commitment": ("what",),
    "change": ("kind", "note"),
    "scenario": ("what_if", "options"),
}


def named_records(
    connection: Connection, workspace_id: int, wanted: Mapping[str, Iterable[int]]
) -> dict[tuple[str, int], dict[str, Any]]:
    """(type, number) to its fields, ``source_id`` and ``external_id``; erased and deleted records are absent."""
    found: dict[tuple[str, int], dict[str, Any]] = {}
    for record_type, numbers in wanted.items():
        table, names = TABLES[record_type], ("leadline_id", "source_id", "external_id", *FIELDS[record_type])
        for some in chunks(sorted(set(numbers))):
            query = select(*(table.c[name] for name in names)).where(
                table.c.workspace_id == workspace_id, table.c.leadline_id.in_(some), table.c.deleted_at.is_(None)
            )
            for row in connection.execute(query):
                found[record_type, row[0]] = dict(zip(names, row, strict=True))
    return found


def active_users(connection: Connection, workspace_id: int) -> dict[int, str]:
    """Number to name, else id, of everybody on our side who is still here, by name; namesakes with e-mail or id."""
    user = TABLES["user"].c
    query = select(user.leadline_id, user.name, user.external_id, user.email).where(*_is_here(workspace_id))
    found = [(row.name or row.external_id, row) for row in connection.execute(query)]
    often = Counter(name for name, _ in found)
    named = {
        row.leadline_id: name if often[name] == 1 else f"{name} ({row.email or row.external_id})" for name, row in found
    }
    return dict(sorted(named.items(), key=lambda pair: (pair[1].casefold(), pair[0])))


def users_of_teams(connection: Connection, workspace_id: int, teams: Collection[str]) -> set[int]:
    user = TABLES["user"].c
    query = select(user.leadline_id).where(*_is_here(workspace_id), user.team.in_(sorted(teams)))
    return set(connection.scalars(query))


def _is_here(workspace_id: int) -> tuple[ColumnElement[bool], ...]:
    user = TABLES["user"].c
    return (
        user.workspace_id == workspace_id,
        user.is_placeholder.is_(False),
        user.deleted_at.is_(None),
        user.active.is_not(False),
    )
