"""Sending records to a workspace as a CRM does, and looking at what is stored, for tests."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, select

from app.db import enter
from app.models.records import TABLES
from app.models.storing import names_of
from app.services.ingest_records import Incoming, Stored, ingest_records
from app.services.read_records import deletion, read_record
from app.services.show_records import Caller, show_rows
from app.services.workspaces import ensure_source, ensure_workspace

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
CONNECTED = datetime(2026, 1, 1, tzinfo=UTC)


def put(record_type: str, /, **fields: Any) -> Incoming:
    return read_record(record_type, fields)


def csv_row(record_type: str, /, **fields: Any) -> Incoming:
    """A row of a file that has only these columns."""
    return read_record(record_type, fields, columns=frozenset(fields))


def patch(record_type: str, /, **fields: Any) -> Incoming:
    return read_record(record_type, fields, is_patch=True)


def delete(record_type: str, id_: str, at: datetime | None = None) -> Incoming:
    tombstone = deletion(record_type, id_)
    return tombstone._replace(record=tombstone.record.model_copy(update={"updated_at": at}))


class Crm:
    """One source of one workspace."""

    def __init__(self, connection: Connection, workspace: str = "acme", source: str = "crm") -> None:
        self.connection = connection
        enter(connection, None)
        self.workspace_id = ensure_workspace(connection, workspace)
        self.source_id = ensure_source(connection, self.workspace_id, source, CONNECTED)

    def send(self, *incoming: Incoming, at: datetime = NOON) -> list[Stored]:
        enter(self.connection, self.workspace_id)
        return ingest_records(self.connection, self.workspace_id, self.source_id, incoming, at)

    def rows(self, record_type: str) -> dict[str, dict[str, Any]]:
        """Every stored row, placeholders and tombstones too, by external id, references as external ids."""
        enter(self.connection, self.workspace_id)
        table = TABLES[record_type]
        found = self.connection.execute(select(table).where(table.c.workspace_id == self.workspace_id)).mappings().all()
        caller = Caller(self.connection, self.workspace_id, self.source_id)
        accounts = names_of(
            self.connection,
            self.workspace_id,
            "account",
            {row["belongs_to_id"] for row in found if row.get("belongs_to_id") is not None},
        )
        rows = {}
        for row, shown in zip(found, show_rows(caller, record_type, [dict(row) for row in found]), strict=True):
            kept = {name: row[name] for name in ("field_stamps", "deleted_at", "is_placeholder")}
            if "belongs_to_id" in row:
                kept["belongs_to"] = accounts.get(row["belongs_to_id"], (0, None))[1]
            rows[shown["id"]] = {**shown, **kept}
        return rows

    def row(self, record_type: str, id_: str) -> dict[str, Any]:
        return self.rows(record_type)[id_]

    def everything(self, but: Iterable[str] = ("leadline_id", "version")) -> dict[str, dict[str, dict[str, Any]]]:
        """All stored rows of all types, without what may differ between two ways to the same end."""
        return {
            record_type: {
                id_: {name: value for name, value in row.items() if name not in but}
                for id_, row in self.rows(record_type).items()
            }
            for record_type in TABLES
        }
