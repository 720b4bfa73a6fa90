"""What is left of the records of somebody erased: a number, where it belongs, and that it is gone."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, select, update

from app.models.contact_correction import CONTACT_CORRECTION
from app.models.field_change import FIELD_CHANGE
from app.models.field_version import FIELD_VERSION
from app.models.people_named import ACTIVITY, names_any
from app.models.records import FIELDS, TABLES
from app.models.tag_correction import TAG_CORRECTION

STAYS = ("account_id", "merged_into_id")
"""Numbers only: the work stays with its account, and counts as one person's."""


def empty_record(
    connection: Connection, record_type: str, number: int, external_id: str, version: int, now: datetime
) -> None:
    table = TABLES[record_type]
    nothing: dict[str, Any] = {field: None for field in FIELDS[record_type] if field not in STAYS}
    nothing |= {"updated_at": None, "field_stamps": {}, "content_hash": None, "is_placeholder": False}
    ours = {"external_id": external_id, "deleted_at": now, "received_at": now, "version": version + 1}
    connection.execute(update(table).where(table.c.leadline_id == number).values({**nothing, **ours}))


def drop_history(connection: Connection, workspace_id: int, record_type: str, numbers: Collection[int]) -> None:
    """The versions and changes of its fields, ours and the CRM's, and what people said of its rank."""
    for table in (FIELD_VERSION, FIELD_CHANGE):
        connection.execute(
            delete(table).where(
                table.c.workspace_id == workspace_id,
                table.c.record_type == record_type,
                table.c.record_id.in_(numbers),
            )
        )
    if record_type == "contact":
        correction = CONTACT_CORRECTION.c
        connection.execute(
            delete(CONTACT_CORRECTION).where(
                correction.workspace_id == workspace_id, correction.contact_id.in_(numbers)
            )
        )


def empty_activities(
    connection: Connection, workspace_id: int, numbers: Collection[int], erased: Collection[int]
) -> None:
    """Take the texts of activities that name nobody but people who are ``erased``, these ``numbers`` among them."""
    table = ACTIVITY.c
    query = select(table.leadline_id, table.contact_ids, table.attended_ids).where(
        table.workspace_id == workspace_id, names_any(connection, numbers)
    )
    alone = [
        row.leadline_id
        for row in connection.execute(query)
        if {*(row.contact_ids or ()), *(row.attended_ids or ())} <= set(erased)
    ]
    for number in alone:
        connection.execute(
            update(ACTIVITY).where(table.leadline_id == number).values(subject=None, body=None, content_hash=None)
        )
        connection.execute(
            update(TAG_CORRECTION)
            .where(TAG_CORRECTION.c.workspace_id == workspace_id, TAG_CORRECTION.c.activity_id == number)
            .values(reason=None)
        )
        connection.execute(
            update(ACTIVITY)
            .where(table.leadline_id == number, table.tag_decided_by == "correction")
            .values(tag_reasons=[])
        )


def rename_in_history(
    connection: Connection, workspace_id: int, fields: Collection[str], ids: Mapping[str, str]
) -> list[tuple[str, int]]:
    """Put what stands for the ids where versions and changes of ``fields`` hold them; gives the records concerned.

    The digests of versions are the caller's to mend.
    """
    concerned: set[tuple[str, int]] = set()
    change, version = FIELD_CHANGE.c, FIELD_VERSION.c
    for id_, instead in ids.items():
        for column in (change.old, change.new):
            holds = (change.workspace_id == workspace_id, change.field.in_(fields), column == id_)
            query = select(change.record_type, change.record_id).where(*holds)
            concerned.update((row.record_type, row.record_id) for row in connection.execute(query))
            connection.execute(update(FIELD_CHANGE).where(*holds).values({column.name: instead}))
        holds = (version.workspace_id == workspace_id, version.field.in_(fields), version.value == id_)
        query = select(version.record_type, version.record_id).where(*holds)
        concerned.update((row.record_type, row.record_id) for row in connection.execute(query))
        connection.execute(update(FIELD_VERSION).where(*holds).values(value=instead))
    return sorted(concerned)
