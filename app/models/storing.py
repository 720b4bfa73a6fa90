"""Finding, making and updating records by the many."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from app.db import chunks, insert_missing
from app.models.records import TABLES

Name = tuple[str, int, str]
"""Record type, source id and external id: what names a record in a workspace."""

# Made once: putting a statement together takes longer than running it for one record.
_SOME = bindparam("some", expanding=True)
_OURS = {kind: table.c.workspace_id == bindparam("workspace_id") for kind, table in TABLES.items()}
_LOCKING = {
    kind: select(table)
    .where(_OURS[kind], table.c.leadline_id.in_(_SOME))
    .order_by(table.c.leadline_id)
    .with_for_update()
    for kind, table in TABLES.items()
}
_NAMES = {
    kind: select(table.c.leadline_id, table.c.source_id, table.c.external_id).where(
        _OURS[kind], table.c.leadline_id.in_(_SOME)
    )
    for kind, table in TABLES.items()
}
_NAMED = {
    kind: select(table.c.external_id, table.c.leadline_id).where(
        _OURS[kind], table.c.source_id == bindparam("source_id"), table.c.external_id.in_(_SOME)
    )
    for kind, table in TABLES.items()
}
_CHANGING = {
    kind: [column.name for column in table.c if column.name not in ("leadline_id", "workspace_id", "source_id")]
    for kind, table in TABLES.items()
}
_SAVING = {
    kind: update(table)
    .where(table.c.leadline_id == bindparam("of_id"))
    .values({name: bindparam(f"new_{name}") for name in _CHANGING[kind]})
    for kind, table in TABLES.items()
}


def ensure_records(connection: Connection, workspace_id: int, names: Iterable[Name]) -> dict[Name, int]:
    """The ``leadline_id`` of each name; a placeholder is made for those never seen."""
    wanted: dict[tuple[str, int], set[str]] = defaultdict(set)
    for record_type, source_id, external_id in names:
        wanted[record_type, source_id].add(external_id)
    found: dict[Name, int] = {}
    # Always in the same order, so that two writers that make the same records wait for each other once only.
    for record_type, source_id in sorted(wanted):
        external_ids = sorted(wanted[record_type, source_id])
        known = _ids(connection, workspace_id, record_type, source_id, external_ids)
        missing = [external_id for external_id in external_ids if external_id not in known]
        row = {"workspace_id": workspace_id, "source_id": source_id, "field_stamps": {}, "is_placeholder": True}
        insert_missing(
            connection,
            TABLES[record_type],
            [{**row, "version": 0, **_ours(record_type), "external_id": external_id} for external_id in missing],
        )
        known |= _ids(connection, workspace_id, record_type, source_id, missing)
        found.update(((record_type, source_id, external_id), known[external_id]) for external_id in external_ids)
    return found


def load_records(
    connection: Connection, workspace_id: int, record_type: str, ids: Iterable[int]
) -> dict[int, dict[str, Any]]:
    """The rows by id, locked until the transaction ends (SQLite has one writer anyway)."""
    rows: dict[int, dict[str, Any]] = {}
    for some in chunks(sorted(ids)):
        found = connection.execute(_LOCKING[record_type], {"workspace_id": workspace_id, "some": some})
        rows.update((row["leadline_id"], dict(row)) for row in found.mappings())
    return rows


def lock_accounts(connection: Connection, workspace_id: int, ids: Iterable[int]) -> None:
    lock_records(connection, workspace_id, "account", ids)


def lock_records(connection: Connection, workspace_id: int, record_type: str, ids: Iterable[int]) -> None:
    """Wait until nobody else writes to these records, in id order so that nobody waits in a circle."""
    if connection.dialect.name == "sqlite":  # It has one writer anyway.
        return
    table = TABLES[record_type]
    for some in chunks(sorted(ids)):
        connection.execute(
            select(table.c.leadline_id)
            .where(table.c.workspace_id == workspace_id, table.c.leadline_id.in_(some))
            .order_by(table.c.leadline_id)
            .with_for_update()
        ).all()


def save_records(connection: Connection, record_type: str, rows: Sequence[dict[str, Any]]) -> None:
    """Write whole rows back; each holds every column."""
    if not rows:
        return
    changing = _CHANGING[record_type]
    connection.execute(
        _SAVING[record_type],
        [{"of_id": row["leadline_id"], **{f"new_{name}": row[name] for name in changing}} for row in rows],
    )


def names_of(
    connection: Connection, workspace_id: int, record_type: str, ids: Iterable[int]
) -> dict[int, tuple[int, str]]:
    """Id to source id and external id."""
    names: dict[int, tuple[int, str]] = {}
    for some in chunks(sorted(ids)):
        rows = connection.execute(_NAMES[record_type], {"workspace_id": workspace_id, "some": some})
        names.update((row.leadline_id, (row.source_id, row.external_id)) for row in rows)
    return names


def _ours(record_type: str) -> dict[str, bool]:
    return {"is_ours": False} if record_type == "field_change" else {}


def _ids(
    connection: Connection, workspace_id: int, record_type: str, source_id: int, external_ids: Sequence[str]
) -> dict[str, int]:
    found: dict[str, int] = {}
    for some in chunks(external_ids):
        asked = {"workspace_id": workspace_id, "source_id": source_id, "some": some}
        rows = connection.execute(_NAMED[record_type], asked)
        found.update((row.external_id, row.leadline_id) for row in rows)
    return found
