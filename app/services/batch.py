"""Records of one source while they are stored: those never seen go in whole, the others are merged and written back."""

import hmac
from collections import ChainMap, Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal, NamedTuple

from sqlalchemy import Connection

from app.domain.records import Opportunity
from app.domain.tagging.tag import Reading
from app.models.storing import add_records, blank, load_records, save_records
from app.models.workspace import settings_of
from app.services.draft import Draft
from app.services.erased_people import ErasedPeople
from app.services.field_history import Version, derive_changes, keep_new_versions
from app.services.incoming import Incoming
from app.services.language import reading_of
from app.services.merge_fields import DELETED, AsText
from app.services.references import References
from app.services.rejoin import Rejoined
from app.services.tag_activities import tag_drafts

Numbered = tuple[str, int]
"""Record type and ``leadline_id``."""


class Stored(NamedTuple):
    """What became of one received record."""

    type: str
    id: str
    leadline_id: int
    version: int
    status: Literal["stored", "unchanged", "erased"]
    """Erased: it is of a person who was erased, and was left out."""
    created: bool
    version_before: int | None
    """What a reader found until now; None: nothing."""


class Batch:
    """Call ``add_new``, then ``change_known``, then ``stored``."""

    def __init__(
        self,
        connection: Connection,
        workspace_id: int,
        references: References,
        incoming: Sequence[Incoming],
        received_at: datetime,
    ) -> None:
        self._connection, self._workspace_id, self._references = connection, workspace_id, references
        self._incoming, self._received_at = incoming, received_at
        self._secret = references.secret
        self._erased = ErasedPeople(references)
        self._keep_bodies = bool(settings_of(connection, workspace_id).get("keep_bodies"))
        self._numbered: list[Numbered] = [(item.type, references.id_of(item.type, item.record.id)) for item in incoming]
        self._new = {(name[0], number): name for name, number in references.new.items()}
        self._drafts: dict[Numbered, Draft] = {}
        self._created, self._changed = [False] * len(incoming), [False] * len(incoming)
        self._versions: list[list[Version]] = [[] for _ in incoming]

    def numbers(self) -> dict[str, set[int]]:
        """What the batch holds, by type; not what it only names."""
        numbers: dict[str, set[int]] = defaultdict(set)
        for kind, number in self._numbered:
            numbers[kind].add(number)
        return numbers

    def written(self) -> list[Draft]:
        return [draft for draft in self._drafts.values() if draft.is_changed]

    def own_accounts(self, kind: str, ids: Iterable[int]) -> dict[int, int]:
        """Record to account, for those of these records that name one themselves."""
        named = ((number, self._drafts[kind, number].row.get("account_id")) for number in ids)
        return {number: account for number, account in named if account is not None}

    def add_new(self) -> None:
        """Store the records never seen, and places for those only named. Raises NameTaken, with nothing done."""
        if not self._new:
            return
        drafts = {
            (kind, number): Draft(kind, blank(self._workspace_id, name, number), is_new=True)
            for (kind, number), name in self._new.items()
        }
        self._receive(drafts)
        with self._connection.begin_nested():
            add_records(self._connection, _rows(drafts.values()))

    def change_known(self, numbers: Mapping[str, set[int]]) -> None:
        """Merge into the records seen before, and write them back; ``rejoined`` tells whom that connects or parts."""
        drafts = {
            (kind, number): Draft(kind, row)
            for kind in sorted(numbers)
            for number, row in load_records(self._connection, self._workspace_id, kind, numbers[kind]).items()
        }
        self._receive(drafts)
        rejoined = Rejoined(self._connection, self._workspace_id, self.written())
        for kind, rows in _rows(draft for draft in drafts.values() if draft.is_changed).items():
            save_records(self._connection, kind, rows)
        self.rejoined = rejoined.reached

    def stored(self) -> list[Stored]:
        """Keep the history of what was received, and say what became of each record."""
        received = [version for some in self._versions for version in some]
        new = keep_new_versions(self._connection, self._workspace_id, received, self._new.keys())
        often = Counter((version.record_type, version.record_id, version.field) for version in new)
        derive_changes(
            self._connection,
            self._workspace_id,
            # A record never seen before has changed only when it came more than once.
            [(kind, of) for (kind, of, _), times in often.items() if times > 1 or (kind, of) not in self._new]
            + [named for draft in self.written() if draft.record_type == "field_change" for named in _named(draft)],
        )
        return [
            Stored(
                item.type,
                item.record.id,
                numbered[1],
                self._drafts[numbered].row["version"],
                "stored"
                if is_changed or any(version in new for version in versions)
                else "erased"
                if self._erased.own(item.type, numbered[1], item.record)
                else "unchanged",
                is_created,
                _version_shown(self._drafts[numbered]),
            )
            for item, numbered, is_changed, versions, is_created in zip(
                self._incoming, self._numbered, self._changed, self._versions, self._created, strict=True
            )
        ]

    def _receive(self, drafts: dict[Numbered, Draft]) -> None:
        self._drafts |= drafts
        readings: dict[str, Reading] = {}
        for place, (item, numbered) in enumerate(zip(self._incoming, self._numbered, strict=True)):
            if numbered in drafts:
                readings |= item.readings
                self._receive_one(place, item, drafts[numbered])
        activities = [draft for draft in drafts.values() if draft.record_type == "activity" and draft.is_changed]
        tag_drafts(self._connection, self._workspace_id, activities, readings)

    def _receive_one(self, place: int, item: Incoming, draft: Draft) -> None:
        self._created[place] = draft.row["first_received_at"] is None
        # One that says when it changed is told from another by that.
        content = None if item.record.updated_at else _content_hash(self._secret, item)
        is_known = content is not None and draft.row["content_hash"] == content
        if is_known or self._erased.own(item.type, draft.id, item.record):
            return
        values = _values(item, self._references, self._keep_bodies)
        values = self._erased.left_out(item.type, draft.row, values)
        stamp = item.record.updated_at or item.came_at or self._received_at

        def as_text(field: str, value: Any) -> str | None:
            return self._references.as_text(item.type, ChainMap(values, draft.row), field, value)

        self._versions[place] = _versions(item, draft.id, values, stamp, self._received_at, as_text)
        self._changed[place] = draft.receive(values, stamp, as_text, content, self._received_at)


def _rows(drafts: Iterable[Draft]) -> dict[str, list[dict[str, Any]]]:
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for draft in drafts:
        rows[draft.record_type].append(draft.row)
    return rows


def _version_shown(draft: Draft) -> int | None:
    row = draft.found
    return None if row["is_placeholder"] or row["deleted_at"] else int(row["version"])


def _content_hash(secret: bytes, item: Incoming) -> str:
    given = "all" if item.given is None else ",".join(sorted(item.given))
    content = f"{item.is_patch}|{item.is_deletion}|{given}|{item.record.model_dump_json()}"
    return hmac.digest(secret, content.encode(), "sha256").hex()


def _values(item: Incoming, references: References, keep_bodies: bool) -> dict[str, Any]:
    """What the record says of each field it speaks of, as stored."""
    if item.is_deletion:
        return {DELETED: True}
    said, given = item.record.__dict__, item.given
    values: dict[str, Any] = {**said} if given is None else {name: said[name] for name in given if name in said}
    values.pop("id", None)
    values.pop("updated_at", None)
    references.number(item.type, item.record, values)
    if not item.is_patch:
        values[DELETED] = False
    if item.type == "activity" and "body" in values:
        values["body_reading"] = reading_of(values["body"], item.readings)
        if not keep_bodies:
            values["body"] = None
    return values


def _versions(
    item: Incoming, number: int, values: Mapping[str, Any], stamp: datetime, received_at: datetime, as_text: AsText
) -> list[Version]:
    return [
        Version(
            record_type=item.type,
            record_id=number,
            field=field,
            stamp=stamp,
            value=as_text(field, values[field]),
            stage_kind=values.get("stage_kind") if isinstance(item.record, Opportunity) and field == "stage" else None,
            received_at=received_at,
        )
        for field in item.record.tracked
        if field in values
    ]


def _named(draft: Draft) -> list[tuple[str, int]]:
    """The records whose history a CRM's field change tells, before and after it arrived."""
    return [
        (row["record_type"], row["record_id"])
        for row in (draft.found, draft.row)
        if row["record_type"] and row["record_id"]
    ]
