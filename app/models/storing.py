"""Finding, making and updating records by the many."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count
from typing import Any

from sqlalchemy import BindParameter, Connection, bindparam, cast, func, select
from sqlalchemy.dialects.postgresql import REGCLASS

from app.db import chunks
from app.models.many_rows import insert_many, update_many
from app.models.records import TABLES

Name = tuple[str, int, str]
"""Record type, source id and external id: what names a record in a workspace."""

# Made once: putting a statement together takes longer than running it for one record.
_SOME: BindParameter[Any] = bindparam("some", expanding=True)
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
BLANKS: dict[str, dict[str, Any]] = {
    record_type: dict.fromkeys(table.c.keys())
    | {"field_stamps": {}, "is_placeholder": True, "version": 0}
    | ({"is_ours": False} if record_type == "field_change" else {})
    for record_type, table in TABLES.items()
}


class NameTaken(Exception):
    """Somebody else stored a record of the same name meanwhile."""


def known_records(connection: Connection, workspace_id: int, names: Iterable[Name]) -> dict[Name, int]:
    """The ``leadline_id`` of each name seen before."""
    wanted: dict[tuple[str, int], list[str]] = defaultdict(list)
    for record_type, source_id, external_id in names:
        wanted[record_type, source_id].append(external_id)
    return {
        (record_type, source_id, external_id): number
        for (record_type, source_id), external_ids in wanted.items()
        for external_id, number in _ids(connection, workspace_id, record_type, source_id, external_ids)
    }


def numbers_for(connection: Connection, names: Iterable[Name]) -> dict[Name, int]:
    """A ``leadline_id`` for each name, to be stored under with ``add_records``."""
    wanted: dict[str, list[Name]] = defaultdict(list)
    for name in sorted(names):
        wanted[name[0]].append(name)
    numbers: dict[Name, int] = {}
    for record_type, of_type in wanted.items():
        table = TABLES[record_type]
        if connection.dialect.name == "sqlite":  # It has one writer, so nobody else takes them.
            last = connection.scalar(select(func.max(table.c.leadline_id))) or 0
            numbers.update(zip(of_type, count(last + 1), strict=False))
        else:
            sequence = select(cast(func.pg_get_serial_sequence(table.name, "leadline_id"), REGCLASS)).scalar_subquery()
            drawn = func.nextval(sequence)
            query = select(drawn).select_from(func.generate_series(1, len(of_type)))
            numbers.update(zip(of_type, connection.scalars(query), strict=True))
    return numbers


def blank(workspace_id: int, name: Name, number: int) -> dict[str, Any]:
    """The row of a record that is only named so far."""
    record_type, source_id, external_id = name
    return BLANKS[record_type] | {
        "leadline_id": number,
        "workspace_id": workspace_id,
        "source_id": source_id,
        "external_id": external_id,
    }


def add_records(connection: Connection, rows: Mapping[str, list[dict[str, Any]]]) -> None:
    """Store new records by type. Raises NameTaken, and must be undone then, when somebody else was faster."""
    # Always in the same order, so that two writers that make the same records wait for each other once only.
    for record_type in sorted(rows):
        of_type = sorted(rows[record_type], key=lambda row: (row["source_id"], row["external_id"]))
        if insert_many(connection, TABLES[record_type], of_type) < len(of_type):
            raise NameTaken


def ensure_records(connection: Connection, workspace_id: int, names: Iterable[Name]) -> dict[Name, int]:
    """The ``leadline_id`` of each name; a placeholder is made for those never seen."""
    names = set(names)
    known = known_records(connection, workspace_id, names)
    new = numbers_for(connection, names - known.keys())
    for record_type in sorted({name[0] for name in new}):
        rows = [blank(workspace_id, name, number) for name, number in new.items() if name[0] == record_type]
        insert_many(connection, TABLES[record_type], rows)
    return known | known_records(connection, workspace_id, new)


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
    kept = ("workspace_id", "source_id")
    update_many(
        connection,
        TABLES[record_type],
        [{name: value for name, value in row.items() if name not in kept} for row in rows],
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


def _ids(
    connection: Connection, workspace_id: int, record_type: str, source_id: int, external_ids: Sequence[str]
) -> Iterator[tuple[str, int]]:
    for some in chunks(external_ids):
        asked = {"workspace_id": workspace_id, "source_id": source_id, "some": some}
        rows = connection.execute(_NAMED[record_type], asked)
        yield from ((row.external_id, row.leadline_id) for row in rows)
