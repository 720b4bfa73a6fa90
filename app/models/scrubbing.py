"""Taking a person's name, e-mail and id out of every text and document of a workspace, whatever table holds them.

Every table is gone through, so that a new one cannot be forgotten.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    String,
    Table,
    Text,
    and_,
    bindparam,
    cast,
    or_,
    select,
    update,
)
from sqlmodel import AutoString, SQLModel

from app.db import Json
from app.domain.records import RECORD_TYPES

SOMEBODY = "a person who was erased"
OTHER_PEOPLE = {(table, column) for table in ("contact", "user") for column in ("name", "email")}
"""Somebody else may be called the same."""
KEYS = {"external_id", "content_hash", "fingerprint", "digest", "id_hash", "request_hash"}
OUR_SENTENCES = ("review",)
"""Where a name was put in by us."""
DISTINCTIVE = 8
"""An id of so many characters means nothing else, also in the middle of a text."""


@dataclass(frozen=True)
class Traces:
    """What may be found of a person: names and e-mails, and ids as callers send them with what stands for each."""

    record_type: str
    names: frozenset[str]
    ids: Mapping[str, str]

    def without(self, value: Any, *, ours: bool, key: str = "", type_: Any = None) -> Any:
        """A text or document with the person taken out. ``ours``: whether the sentences in it are our own."""
        match value:
            case str() if value in self.ids and self._names_one(key, type_):
                return self.ids[value]
            case str() if value in self.names:
                return SOMEBODY
            case str():
                text = self._everywhere.sub(self._instead, value) if self._everywhere else value
                return self._in_ours.sub(SOMEBODY, text) if ours and self._in_ours else text
            case list():
                return [self.without(each, ours=ours, key=key, type_=type_) for each in value]
            case dict():
                return {
                    name: self.without(each, ours=ours, key=name, type_=value.get("type"))
                    for name, each in value.items()
                }
        return value

    def may_be_in(self, column: Column[Any]) -> ColumnElement[bool]:
        """A condition that no row with a trace fails; what is found is looked at closely."""
        is_document = isinstance(column.type, Json)
        quoted = [f'"{_like(id_)}"' for id_ in self.ids] if is_document else []
        ids = quoted + [_like(id_) for id_ in self.ids if _is_distinctive(id_)]
        return or_(*(cast(column, Text).ilike(f"%{text}%") for text in [*map(_like, self.names), *ids]))

    def _names_one(self, key: str, type_: Any) -> bool:
        return (key == "id" and type_ == self.record_type) or key in _references(self.record_type)

    def _instead(self, found: re.Match[str]) -> str:
        return self.ids.get(found[0], SOMEBODY)

    @cached_property
    def _everywhere(self) -> re.Pattern[str] | None:
        names = [f"(?i:{re.escape(name)})" for name in self.names if "@" in name or len(name.split()) > 1]
        return _whole([*names, *(re.escape(id_) for id_ in self.ids if _is_distinctive(id_))])

    @cached_property
    def _in_ours(self) -> re.Pattern[str] | None:
        return _whole(map(re.escape, self.names))


def scrub(connection: Connection, workspace_id: int, traces: Traces) -> None:
    for table in SQLModel.metadata.sorted_tables:
        columns = [column for column in table.c if _holds_words(column)]
        if "workspace_id" in table.c and columns:
            _scrub_table(connection, workspace_id, traces, table, columns)


def _scrub_table(
    connection: Connection, workspace_id: int, traces: Traces, table: Table, columns: list[Column[Any]]
) -> None:
    keys = list(table.primary_key.columns)
    suspicious = or_(*(traces.may_be_in(column) for column in columns))
    query = select(*keys, *columns).where(table.c.workspace_id == workspace_id, suspicious)
    rows = [dict(row) for row in connection.execute(query).mappings()]
    changed = []
    for row in rows:
        after = {
            column.name: traces.without(
                row[column.name], ours=table.name in OUR_SENTENCES, key=column.name, type_=row.get("record_type")
            )
            for column in columns
        }
        if any(after[name] != row[name] for name in after):
            named = {f"of_{key.name}": row[key.name] for key in keys}
            changed.append(named | {f"new_{name}": value for name, value in after.items()})
    if changed:
        of_it = and_(*(key == bindparam(f"of_{key.name}") for key in keys))
        values = {column.name: bindparam(f"new_{column.name}", type_=column.type) for column in columns}
        connection.execute(update(table).where(of_it).values(values), changed)


def _holds_words(column: Column[Any]) -> bool:
    is_text = isinstance(column.type, String | AutoString | Json)
    return is_text and not column.primary_key and column.name not in KEYS and _place(column) not in OTHER_PEOPLE


def _place(column: Column[Any]) -> tuple[str, str]:
    return column.table.name, column.name


def _is_distinctive(id_: str) -> bool:
    return len(id_) >= DISTINCTIVE


def _like(text: str) -> str:
    """Letters and digits as they are; anything else may be written in another way, or escaped."""
    return "".join(each if each.isascii() and (each.isalnum() or each in " @.-") else "%" for each in text)


def _whole(patterns: Iterable[str]) -> re.Pattern[str] | None:
    """Any of these as whole words, the longest first."""
    ordered = sorted(patterns, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(ordered)})(?!\w)") if ordered else None


def _references(record_type: str) -> set[str]:
    """The fields that name records of this type."""
    return {field for each in RECORD_TYPES.values() for field, of in each.references.items() if of == record_type}
