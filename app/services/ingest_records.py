"""Storing canonical records: many at once, in any order, again and again, with the same end."""

import hmac
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Literal

from sqlalchemy import Connection

from app.domain.records import Opportunity, Record
from app.domain.tagging.reading import read_text
from app.models.account_mark import mark_accounts
from app.models.activity_contact import name_contacts
from app.models.belonging import accounts_of, accounts_owned, lock_touched, settle_belonging
from app.models.name_change import tell_of_new_names
from app.models.person_mark import mark_people
from app.models.records import FIELDS
from app.models.storing import load_records, save_records
from app.models.workspace import settings_of
from app.services.draft import Draft
from app.services.erased_people import ErasedPeople
from app.services.field_history import Version, derive_changes, keep_new_versions
from app.services.language import packs
from app.services.merge_fields import DELETED, AsText
from app.services.references import References
from app.services.rejoin import Rejoined
from app.services.secret import secret_key
from app.services.tag_activities import tag_drafts


@dataclass(frozen=True, slots=True)
class Incoming:
    """One record as received. A PUT speaks of every field; a CSV row and a PATCH only of those in ``given``."""

    type: str
    record: Record
    given: frozenset[str] | None = None
    """The fields present; None means all."""
    is_patch: bool = False
    is_deletion: bool = False


@dataclass(frozen=True, slots=True)
class Stored:
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


@dataclass(frozen=True, slots=True)
class Ingested:
    """What became of some records received together."""

    stored: list[Stored]
    """In the same order."""
    touched: set[int]
    """The accounts that were marked."""


def ingest_records(
    connection: Connection, workspace_id: int, source_id: int, incoming: Sequence[Incoming], received_at: datetime
) -> list[Stored]:
    """Store the records in one go and mark the accounts they touch; the answers are in the same order."""
    return ingest(connection, workspace_id, source_id, incoming, received_at).stored if incoming else []


def ingest(
    connection: Connection, workspace_id: int, source_id: int, incoming: Sequence[Incoming], received_at: datetime
) -> Ingested:
    """The same for at least one record, with the accounts it touches."""
    references = References(connection, workspace_id, source_id, ((item.type, item.record) for item in incoming))
    ids = [references.id_of(item.type, item.record.id) for item in incoming]
    of_type: dict[str, set[int]] = defaultdict(set)
    for item, number in zip(incoming, ids, strict=True):
        of_type[item.type].add(number)
    lock_touched(connection, workspace_id, references.ids())
    drafts = {
        (kind, number): Draft(kind, row)
        for kind in sorted(of_type)
        for number, row in load_records(connection, workspace_id, kind, of_type[kind]).items()
    }
    before = {kind: accounts_of(connection, workspace_id, kind, numbers) for kind, numbers in of_type.items()}
    erased = ErasedPeople(connection, workspace_id, references)
    keep_bodies = bool(settings_of(connection, workspace_id).get("keep_bodies"))
    secret = secret_key(connection)
    changed: list[bool] = []
    created: list[bool] = []
    versions_before = {kind_and_number: _version_shown(draft) for kind_and_number, draft in drafts.items()}
    versions: list[list[Version]] = []
    for item, number in zip(incoming, ids, strict=True):
        draft = drafts[item.type, number]
        created.append(draft.row["first_received_at"] is None)
        content = _content_hash(secret, item)
        is_known = item.record.updated_at is None and draft.row["content_hash"] == content
        if is_known or erased.own(item.type, number, item.record):
            changed.append(False)
            versions.append([])
            continue
        values = _values(item, references, keep_bodies)
        values = erased.left_out(item.type, {**draft.row, **values}, values)
        stamp = item.record.updated_at or received_at
        as_text = partial(references.as_text, item.type, {**draft.row, **values})
        versions.append(_versions(item, number, values, received_at, as_text))
        changed.append(draft.receive(values, stamp, as_text, content, received_at))
    new_versions = keep_new_versions(connection, workspace_id, [version for some in versions for version in some])
    stored = [
        is_changed or any(version in new_versions for version in some)
        for is_changed, some in zip(changed, versions, strict=True)
    ]
    written = [draft for draft in drafts.values() if draft.is_changed]
    tag_drafts(connection, workspace_id, [draft for draft in written if draft.record_type == "activity"])
    rejoined = Rejoined(connection, workspace_id, written)
    for kind in sorted(of_type):
        save_records(connection, kind, [draft.row for draft in written if draft.record_type == kind])
    derive_changes(
        connection,
        workspace_id,
        [(version.record_type, version.record_id) for version in new_versions]
        + [named for draft in written if draft.record_type == "field_change" for named in _records_named(draft)],
    )
    people = rejoined.reached("contact")
    mark_people(connection, workspace_id, people, received_at)
    touched = _settle(connection, workspace_id, written, people) | rejoined.reached("account")
    touched.update(accounts_of(connection, workspace_id, "contact", people).values())
    of_stored: dict[str, set[int]] = defaultdict(set)
    for item, number, is_stored in zip(incoming, ids, stored, strict=True):
        if is_stored:
            of_stored[item.type].add(number)
    for kind, numbers in of_stored.items():
        after = accounts_of(connection, workspace_id, kind, numbers)
        touched |= {accounts[number] for accounts in (before[kind], after) for number in numbers if number in accounts}
    mark_accounts(connection, workspace_id, touched, received_at)
    if any(draft.is_named_otherwise for draft in written):
        tell_of_new_names(connection, workspace_id)
    answers = [
        Stored(
            item.type,
            item.record.id,
            number,
            drafts[item.type, number].row["version"],
            "stored" if is_stored else "erased" if erased.own(item.type, number, item.record) else "unchanged",
            is_created,
            versions_before[item.type, number],
        )
        for item, number, is_stored, is_created in zip(incoming, ids, stored, created, strict=True)
    ]
    return Ingested(answers, touched)


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
    said = item.record.__dict__
    values: dict[str, Any] = {
        field: references.stored(item.type, item.record, field, said.get(field))
        for field in FIELDS[item.type]
        if item.given is None or field in item.given
    }
    if not item.is_patch:
        values[DELETED] = False
    if item.type == "activity" and "body" in values:
        values["body_reading"] = read_text(values["body"], packs())
        if not keep_bodies:
            values["body"] = None
    return values


def _versions(
    item: Incoming, number: int, values: Mapping[str, Any], received_at: datetime, as_text: AsText
) -> list[Version]:
    return [
        Version(
            record_type=item.type,
            record_id=number,
            field=field,
            stamp=item.record.updated_at or received_at,
            value=as_text(field, values[field]),
            stage_kind=values.get("stage_kind") if isinstance(item.record, Opportunity) and field == "stage" else None,
            received_at=received_at,
        )
        for field in item.record.tracked
        if field in values
    ]


def _records_named(draft: Draft) -> list[tuple[str, int]]:
    """The records whose history a CRM's field change tells, before and after it arrived."""
    return [
        (row["record_type"], row["record_id"])
        for row in (draft.found, draft.row)
        if row["record_type"] and row["record_id"]
    ]


def _settle(connection: Connection, workspace_id: int, written: Sequence[Draft], rejoined: set[int]) -> set[int]:
    """Bring records without an account of their own to the account they belong to; ``rejoined`` are contacts."""
    loose = {
        kind: {draft.id for draft in written if draft.record_type == kind and draft.row["account_id"] is None}
        for kind in ("activity", "quote")
    }
    moved = {
        kind: {draft.id for draft in written if draft.record_type == kind and draft.differs("account_id")}
        for kind in ("opportunity", "contact")
    }
    links = [
        {"workspace_id": workspace_id, "activity_id": draft.id, "contact_id": contact_id}
        for draft in written
        if draft.id in loose["activity"] and draft.record_type == "activity"
        for contact_id in {*(draft.row["contact_ids"] or ()), *(draft.row["attended_ids"] or ())}
    ]
    name_contacts(connection, workspace_id, sorted(loose["activity"]), links)
    touched = settle_belonging(
        connection,
        workspace_id,
        activity_ids=loose["activity"],
        quote_ids=loose["quote"],
        opportunity_ids=moved["opportunity"],
        contact_ids=moved["contact"] | rejoined,
    )
    clocks = {draft.id for draft in written if draft.record_type == "user" and draft.differs("time_zone")}
    return touched | accounts_owned(connection, workspace_id, clocks)
