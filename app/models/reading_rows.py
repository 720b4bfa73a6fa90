"""Slim rows read from the record tables, each with what it is known by and when it was learned."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields
from datetime import date, datetime
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Connection, Select, Table, bindparam, literal, select

from app.db import chunks
from app.domain import rows
from app.models.merging import is_itself
from app.models.records import TABLES
from app.models.source import sources_of

R = TypeVar("R", bound=rows.Row)
_NOT_STORED = {"told_by", "news", "infers_direction"}
"""What judging itself says of a row."""
_OF_ROW = {field.name for field in fields(rows.Row)} | _NOT_STORED
_COLUMNS = {"purpose": "tag_purpose", "dimension": "tag_dimension", "acknowledges": "tag_measures"}
"""Where a field of a row is kept, if not in the column of its name."""


def _numbers(value: list[int] | None) -> tuple[int, ...]:
    return tuple(value or ())


def _options(value: list[dict[str, Any]] | None) -> tuple[tuple[int | None, date | None], ...]:
    return tuple(
        (option["owner_id"], None if option["accepted_on"] is None else date.fromisoformat(option["accepted_on"]))
        for option in value or ()
    )


_MADE_OF: dict[str, Callable[[Any], Any]] = {
    "contact_ids": _numbers,
    "attended_ids": _numbers,
    "user_ids": _numbers,
    "options": _options,
    "acknowledges": lambda measures: bool(measures and measures.get("acknowledges")),
}


@cache
def _reading(
    record_type: str, column: str, names: tuple[str, ...], narrowed: bool, mattering: bool
) -> tuple[Select[Any], list[tuple[int, Callable[[Any], Any]]]]:
    """The question, made once: putting it together takes longer than answering it for one account."""
    table = TABLES[record_type]
    query = select(
        table.c[column],
        table.c.leadline_id,
        table.c.source_id,
        table.c.external_id,
        table.c.first_received_at,
        table.c.created_at if "created_at" in table.c else literal(None),
        *(_column(table, name) for name in names),
    ).where(
        table.c.workspace_id == bindparam("workspace_id"),
        table.c[column].in_(bindparam("some", expanding=True)),
        table.c.deleted_at.is_(None),
        table.c.is_placeholder.is_(False),
    )
    if narrowed:
        query = query.where(table.c.record_type == bindparam("of_type"))
    if mattering:
        query = query.where(table.c.matters_until_at >= bindparam("since"))
    return query, [(place, _MADE_OF[name]) for place, name in enumerate(names) if name in _MADE_OF]


class RowReader:
    """Reads rows of one workspace as they were known at an instant (None: now)."""

    def __init__(self, connection: Connection, workspace_id: int, known_at: datetime | None) -> None:
        self._connection, self._workspace_id, self._known_at = connection, workspace_id, known_at
        self._sources = sources_of(connection, workspace_id)
        self._names = {number: f"{source.name}:" for number, source in self._sources.items()}

    def read(
        self,
        record_type: str,
        column: str,
        values: Sequence[int],
        row_type: type[R],
        *,
        of_type: str | None = None,
        since: datetime | None = None,
    ) -> Iterator[tuple[int, R]]:
        """The value of ``column`` and the row, for each record that holds one of ``values`` there.

        ``of_type`` narrows field changes to those of one record type, ``since`` activities to those that matter then.
        """
        names = tuple(field.name for field in fields(row_type) if field.name not in _OF_ROW)
        query, made = _reading(record_type, column, names, of_type is not None, since is not None)
        for some in chunks(values):
            asked = {"workspace_id": self._workspace_id, "some": some, "of_type": of_type, "since": since}
            for value, number, source_id, external_id, received_at, created_at, *said_of in self._connection.execute(
                query, asked
            ):
                learned_at = self._learned_at(source_id, created_at, received_at)
                if self._known_at is not None and learned_at is not None and learned_at > self._known_at:
                    continue
                for place, make in made:
                    said_of[place] = make(said_of[place])
                # In the order of the fields: naming each of thirty, a million times, costs more than reading them.
                key = self._names[source_id] + external_id
                yield value, row_type(number, key, source_id, *said_of, learned_at=learned_at)

    def time_zones(self, user_ids: Iterable[int]) -> dict[int, str]:
        """User to time zone, for those whose time zone is known."""
        user = TABLES["user"].c
        zones: dict[int, str] = {}
        for some in chunks(sorted(user_ids)):
            query = select(user.leadline_id, user.time_zone).where(
                user.workspace_id == self._workspace_id,
                user.leadline_id.in_(some),
                user.time_zone.is_not(None),
                user.deleted_at.is_(None),
            )
            zones.update((row.leadline_id, row.time_zone) for row in self._connection.execute(query))
        return zones

    def _learned_at(self, source_id: int, created_at: datetime | None, received_at: datetime | None) -> datetime | None:
        if created_at is not None:
            return created_at
        # Before the source was connected nothing could be received: what carries no date of its own counts as known.
        if self._known_at is not None and self._known_at < self._sources[source_id].created_at:
            return None
        return received_at


def account_ids_of(connection: Connection, workspace_id: int) -> list[int]:
    """All accounts that are more than a placeholder or a tombstone, and merged into no other, in order of id."""
    account = TABLES["account"].c
    return list(
        connection.scalars(
            select(account.leadline_id)
            .where(
                account.workspace_id == workspace_id,
                account.is_placeholder.is_(False),
                account.deleted_at.is_(None),
                is_itself(connection, workspace_id, "account"),
            )
            .order_by(account.leadline_id)
        )
    )


def _column(table: Table, name: str) -> Any:
    return table.c[_COLUMNS.get(name, name) if table.name == "activity" else name]
