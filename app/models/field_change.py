"""The table of field change records, theirs and ours; see the domain record for what each field means."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Row, delete, select

from app.db import chunks
from app.models.columns import Envelope, Instant, Long, record_keys, table_of
from app.models.many_rows import insert_many


class FieldChange(Envelope, table=True):
    __tablename__ = "field_change"
    __table_args__ = record_keys(("record_type", "record_id"))
    record_type: str | None = None
    record_id: int | None = None
    field: str | None = None
    old: Long = None
    new: Long = None
    stage_kind: str | None = None
    changed_at: Instant = None
    actor_id: int | None = None
    is_ours: bool = False
    """Derived from the versions we received, not sent by a CRM."""


FIELD_CHANGE = table_of(FieldChange)


def changes_of(
    connection: Connection, workspace_id: int, record_type: str, record_ids: Sequence[int]
) -> Iterator[Row[Any]]:
    """The changes of these records that stand, ours and theirs."""
    change = FIELD_CHANGE.c
    for some in chunks(record_ids):
        yield from connection.execute(
            select(FIELD_CHANGE).where(
                change.workspace_id == workspace_id,
                change.record_type == record_type,
                change.record_id.in_(some),
                change.deleted_at.is_(None),
                change.is_placeholder.is_(False),
            )
        )


def replace_ours(connection: Connection, gone: Sequence[int], new: Sequence[dict[str, Any]]) -> None:
    """Take our changes with these ids out, and the new ones in."""
    for some in chunks(gone):
        connection.execute(
            delete(FIELD_CHANGE).where(FIELD_CHANGE.c.is_ours.is_(True), FIELD_CHANGE.c.leadline_id.in_(some))
        )
    insert_many(connection, FIELD_CHANGE, new)
