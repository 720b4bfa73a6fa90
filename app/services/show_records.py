"""Stored records as their caller knows them: their fields, with the caller's own ids."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import Connection

from app.domain.records import RECORD_TYPES
from app.models.merging import MERGEABLE, merges_of
from app.models.naming import named_records
from app.models.record_lists import Stored, find_record, list_records
from app.models.source import KnownSource, sources_of
from app.models.storing import Name, names_of


@dataclass(frozen=True)
class Caller:
    """Whose ids are meant: a record of another source is named ``source:id``."""

    connection: Connection
    workspace_id: int
    source_id: int
    seen: frozenset[int] | None = None
    """The accounts whoever asks may see; None: all of them."""
    viewer: int | None = None
    """The CRM user who asks, where it is a person who signed in."""

    def sees(self, account: int) -> bool:
        return self.seen is None or account in self.seen

    def name(self, record_type: str, id_: str) -> Name:
        """What the caller's id names."""
        prefix, colon, rest = id_.partition(":")
        for source in self._sources.values():
            if colon and rest and source.name == prefix:
                return record_type, source.id, rest
        return record_type, self.source_id, id_

    def ids(self, record_type: str, numbers: Iterable[int]) -> dict[int, str]:
        """Our numbers as the caller's ids."""
        named = names_of(self.connection, self.workspace_id, record_type, set(numbers))
        return {number: self.shown(source_id, external_id) for number, (source_id, external_id) in named.items()}

    def shown(self, source_id: int, external_id: str) -> str:
        return external_id if source_id == self.source_id else f"{self._sources[source_id].name}:{external_id}"

    @cached_property
    def _sources(self) -> dict[int, KnownSource]:
        return sources_of(self.connection, self.workspace_id)


def show_record(caller: Caller, record_type: str, id_: str, *, also_incomplete: bool = False) -> dict[str, Any] | None:
    """The record of this id, or None. See ``find_record`` for ``also_incomplete``."""
    row = find_record(
        caller.connection, caller.workspace_id, caller.name(record_type, id_), also_incomplete=also_incomplete
    )
    return show_rows(caller, record_type, [row])[0] if row else None


def number_of(caller: Caller, record_type: str, id_: str) -> int | None:
    """Our number of a record that is there, or None; of an account that was merged, the one that stands for it.

    An account that whoever asks may not see is not there.
    """
    number = _number_of(caller, record_type, id_)
    return None if record_type == "account" and number is not None and not caller.sees(number) else number


def _number_of(caller: Caller, record_type: str, id_: str) -> int | None:
    connection, workspace_id = caller.connection, caller.workspace_id
    row = find_record(connection, workspace_id, caller.name(record_type, id_), also_incomplete=True)
    if row is None:
        return None
    if record_type == "account":
        ends = merges_of(connection, workspace_id, "account").of(row["leadline_id"])
        if ends != row["leadline_id"]:
            return ends if named_records(connection, workspace_id, {"account": [ends]}) else None
    return None if row["is_placeholder"] or row["deleted_at"] else int(row["leadline_id"])


def show_page(
    caller: Caller, record_type: str, filters: Mapping[str, str], after: int, limit: int
) -> tuple[list[dict[str, Any]], int | None]:
    """Records that name these other records, by ``account_id`` or ``owner_id``; and where the next page begins."""
    where: dict[str, Sequence[int]] = {}
    for field, id_ in filters.items():
        name = caller.name(RECORD_TYPES[record_type].references[field], id_)
        row = find_record(caller.connection, caller.workspace_id, name, also_incomplete=True)
        if row is None:
            return [], None
        where[field] = [row["leadline_id"]]
        if field == "account_id":
            accounts = merges_of(caller.connection, caller.workspace_id, "account")
            where[field] = accounts.with_losers([accounts.of(row["leadline_id"])])
    rows = list_records(caller.connection, caller.workspace_id, record_type, where, after, limit + 1)
    following = rows[limit - 1]["leadline_id"] if len(rows) > limit else None
    return show_rows(caller, record_type, rows[:limit]), following


def show_rows(caller: Caller, record_type: str, rows: Sequence[Stored]) -> list[dict[str, Any]]:
    """The rows' own fields, each reference as the caller's id; an activity with its tag."""
    numbers: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        for target, value in _references(record_type, row):
            numbers[target].add(value)
    into: Mapping[int, int] = {}
    if record_type in MERGEABLE and any(row["merged_into_id"] for row in rows):
        into = merges_of(caller.connection, caller.workspace_id, record_type).into
        numbers[record_type].update(into[row["leadline_id"]] for row in rows if row["leadline_id"] in into)
    ids = {target: caller.ids(target, wanted) for target, wanted in numbers.items()}
    shown = [_show(caller, record_type, row, ids) for row in rows]
    if record_type in MERGEABLE:
        for row, record in zip(rows, shown, strict=True):
            stands = into.get(row["leadline_id"])
            record["merged_into"] = None if stands is None else ids[record_type][stands]
    return shown


def _references(record_type: str, row: Stored) -> Iterator[tuple[str, int]]:
    for field, target in _targets(record_type, row).items():
        value = row[field]
        for number in value if isinstance(value, list) else [value]:
            if number is not None:
                yield target, number
    for option in row.get("options") or ():
        if option["owner_id"] is not None:
            yield "user", option["owner_id"]


def _targets(record_type: str, row: Stored) -> dict[str, str]:
    targets = RECORD_TYPES[record_type].references
    return {**targets, "record_id": row["record_type"]} if record_type == "field_change" else targets


def _show(caller: Caller, record_type: str, row: Stored, ids: Mapping[str, Mapping[int, str]]) -> dict[str, Any]:
    shown = {field: row[field] for field in RECORD_TYPES[record_type].model_fields if field != "id"}
    for field, target in _targets(record_type, row).items():
        value = shown[field]
        if isinstance(value, list):
            shown[field] = [ids[target][number] for number in value]
        elif value is not None:
            shown[field] = ids[target][value]
    if shown.get("options"):
        shown["options"] = [
            {**option, "owner_id": ids["user"].get(option["owner_id"]) if option["owner_id"] else None}
            for option in shown["options"]
        ]
    named = {"id": caller.shown(row["source_id"], row["external_id"])}
    ours = {"leadline_id": row["leadline_id"], "version": row["version"]}
    return {**named, **shown, **ours, **({"tag": show_tag(row)} if record_type == "activity" else {})}


def show_tag(row: Stored) -> dict[str, Any]:
    """What we say about an activity; without a purpose nothing is known of it."""
    return {
        "purpose": row["tag_purpose"],
        "dimension": row["tag_dimension"],
        "decided_by": row["tag_decided_by"],
        "reasons": row["tag_reasons"] or [],
    }
