"""Records as callers know them: with their own ids, one or a page of them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, RowMapping, select

from app.models.records import FIELDS, TABLES, named_type
from app.models.source import sources_of
from app.models.storing import names_of


def list_records(
    connection: Connection,
    workspace_id: int,
    source_id: int,
    record_type: str,
    *,
    account_id: int | None = None,
    owner_id: int | None = None,
    after: int = 0,
    limit: int = 50,
) -> list[dict[str, Any]]:
    """A page in order of ``leadline_id``, beginning behind ``after``; placeholders and tombstones left out.

    Raises LookupError when the type knows no account, or no owner, to narrow by.
    """
    table = TABLES[record_type].c
    query = select(TABLES[record_type]).where(
        table.workspace_id == workspace_id,
        table.leadline_id > after,
        table.is_placeholder.is_(False),
        table.deleted_at.is_(None),
    )
    for names, wanted in (
        (("belongs_to_id", "leadline_id" if record_type == "account" else "account_id"), account_id),
        (("owner_id",), owner_id),
    ):
        if wanted is not None:
            column = next((table[name] for name in names if name in table), None)
            if column is None:
                raise LookupError(f"{record_type} records have no {names[-1]}")
            query = query.where(column == wanted)
    rows = connection.execute(query.order_by(table.leadline_id).limit(limit)).mappings().all()
    return _as_sent(connection, workspace_id, source_id, record_type, rows)


def one_record(
    connection: Connection, workspace_id: int, source_id: int, record_type: str, external_id: str
) -> dict[str, Any] | None:
    """The record a caller of this source names so; None when there is none, or only a placeholder or a tombstone."""
    number = find_record(connection, workspace_id, source_id, record_type, external_id)
    return None if number is None else record_with(connection, workspace_id, source_id, record_type, number)


def record_with(
    connection: Connection, workspace_id: int, source_id: int, record_type: str, leadline_id: int
) -> dict[str, Any] | None:
    """The record of this number, as a caller of this source knows it."""
    table = TABLES[record_type]
    rows = (
        connection.execute(
            select(table).where(
                table.c.workspace_id == workspace_id,
                table.c.leadline_id == leadline_id,
                table.c.is_placeholder.is_(False),
                table.c.deleted_at.is_(None),
            )
        )
        .mappings()
        .all()
    )
    return next(iter(_as_sent(connection, workspace_id, source_id, record_type, rows)), None)


def find_record(
    connection: Connection, workspace_id: int, source_id: int, record_type: str, external_id: str
) -> int | None:
    """The number of the record that a caller of this source names so, placeholders and tombstones included."""
    table = TABLES[record_type].c
    ids = {known.name: known.id for known in sources_of(connection, workspace_id).values()}
    prefix, colon, rest = external_id.partition(":")
    if colon and rest and prefix in ids:
        source_id, external_id = ids[prefix], rest
    found: int | None = connection.scalar(
        select(table.leadline_id).where(
            table.workspace_id == workspace_id, table.source_id == source_id, table.external_id == external_id
        )
    )
    return found


def external_ids(
    connection: Connection, workspace_id: int, source_id: int, record_type: str, ids: Sequence[int]
) -> dict[int, str]:
    """Number to the id a caller of this source uses: another source's as ``source:id``."""
    sources = sources_of(connection, workspace_id)
    return {
        number: external_id if of_source == source_id else f"{sources[of_source].name}:{external_id}"
        for number, (of_source, external_id) in names_of(connection, workspace_id, record_type, ids).items()
    }


def _as_sent(
    connection: Connection, workspace_id: int, source_id: int, record_type: str, rows: Sequence[RowMapping]
) -> list[dict[str, Any]]:
    wanted: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        wanted[record_type].add(row["leadline_id"])
        for field in FIELDS[record_type]:
            for target, number in _named(record_type, field, row):
                wanted[target].add(number)
    shown = {
        target: external_ids(connection, workspace_id, source_id, target, sorted(numbers))
        for target, numbers in wanted.items()
    }
    return [
        {
            "id": shown[record_type][row["leadline_id"]],
            **{field: _shown(record_type, field, row, shown) for field in FIELDS[record_type]},
            "updated_at": row["updated_at"],
            "leadline_id": row["leadline_id"],
            "version": row["version"],
            **({"tag": _tag(row)} if record_type == "activity" else {}),
        }
        for row in rows
    ]


def _named(record_type: str, field: str, row: RowMapping) -> Iterator[tuple[str, int]]:
    value, target = row[field], named_type(record_type, field, row)
    if value is None:
        return
    if field == "options":
        yield from (("user", option["owner_id"]) for option in value if option["owner_id"] is not None)
    elif target is not None:
        yield from ((target, number) for number in (value if isinstance(value, list) else [value]))


def _shown(record_type: str, field: str, row: RowMapping, shown: Mapping[str, Mapping[int, str]]) -> Any:
    value, target = row[field], named_type(record_type, field, row)
    if value is None:
        return None
    if field == "options":
        users = shown.get("user", {})
        return [{**option, "owner_id": users.get(option["owner_id"])} for option in value]
    if target is None:
        return value
    return [shown[target][number] for number in value] if isinstance(value, list) else shown[target][value]


def _tag(row: RowMapping) -> dict[str, Any]:
    return {
        "purpose": row["tag_purpose"],
        "dimension": row["tag_dimension"],
        "decided_by": row["tag_decided_by"],
        "reasons": row["tag_reasons"] or [],
    }
