"""How tracked fields changed: the differences between neighbouring versions in time, never a log of arrivals."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection

from app.domain.value import value
from app.models.field_change import changes_of, replace_ours
from app.models.field_version import drop_versions, keep_versions, versions_of
from app.models.storing import names_of

SAME_FACT = timedelta(hours=24)
"""A CRM's own change of the same record, field and value this near stands for ours."""


@value
class Version:
    """One received value of a tracked field, as text."""

    record_type: str
    record_id: int
    field: str
    stamp: datetime
    value: str | None
    stage_kind: str | None
    received_at: datetime

    @property
    def digest(self) -> str:
        """Tells two values at one stamp apart, in a fixed length."""
        return sha256(repr((self.value, self.stage_kind)).encode()).hexdigest()[:32]

    @property
    def rank(self) -> tuple[bool, str, str]:
        return self.value is not None, self.value or "", self.stage_kind or ""


@dataclass(frozen=True, slots=True)
class Difference:
    old: str | None
    later: Version


def differences(versions: Iterable[Version], theirs: Sequence[tuple[datetime, str | None]]) -> list[Difference]:
    """The changes between neighbours in time that the CRM's own ones (instant, new value) do not tell already.

    Of several values at one instant the greatest counts, as in merging. The first version is no change.
    """
    at: dict[datetime, Version] = {}
    for version in versions:
        if version.stamp not in at or at[version.stamp].rank < version.rank:
            at[version.stamp] = version
    return [
        Difference(earlier.value, later)
        for earlier, later in pairwise(sorted(at.values(), key=lambda version: version.stamp))
        if earlier.value != later.value
        and not any(_same(new, later.value) and abs(when - later.stamp) <= SAME_FACT for when, new in theirs)
    ]


def keep_new_versions(
    connection: Connection, workspace_id: int, received: Sequence[Version], never_seen: Collection[tuple[str, int]]
) -> set[Version]:
    """Keep the versions not kept before, and say which they are; ``never_seen`` are records (type, id) just made."""
    new: set[Version] = set()
    for record_type in {version.record_type for version in received}:
        of_type = [version for version in received if version.record_type == record_type]
        ids = sorted({v.record_id for v in of_type if (record_type, v.record_id) not in never_seen})
        known = {
            (row.record_id, row.field, row.stamp, row.digest)
            for row in versions_of(connection, workspace_id, record_type, ids)
        }
        new |= {v for v in of_type if (v.record_id, v.field, v.stamp, v.digest) not in known}
    keep_versions(connection, [_as_row(workspace_id, version) for version in new])
    return new


def mend_digests(connection: Connection, workspace_id: int, records: Iterable[tuple[str, int]]) -> None:
    """Bring the digests of these records' versions in step with values that were rewritten."""
    for record_type, record_id in records:
        rows = list(versions_of(connection, workspace_id, record_type, [record_id]))
        versions = [_version(row) for row in rows]
        if any(row.digest != version.digest for row, version in zip(rows, versions, strict=True)):
            drop_versions(connection, workspace_id, record_type, record_id)
            keep_versions(connection, [_as_row(workspace_id, version) for version in versions])


def derive_changes(connection: Connection, workspace_id: int, records: Iterable[tuple[str, int]]) -> None:
    """Make our own field changes of these records (type, id) anew, from all versions kept."""
    by_type: dict[str, list[int]] = defaultdict(list)
    for record_type, record_id in sorted(set(records)):
        by_type[record_type].append(record_id)
    for record_type, ids in by_type.items():
        versions: dict[tuple[int, str], list[Version]] = defaultdict(list)
        for row in versions_of(connection, workspace_id, record_type, ids):
            versions[row.record_id, row.field].append(_version(row))
        theirs: dict[tuple[int, str], list[tuple[datetime, str | None]]] = defaultdict(list)
        ours: dict[str, Any] = {}
        for row in changes_of(connection, workspace_id, record_type, ids):
            if row.is_ours:
                ours[row.external_id] = row
            else:
                theirs[row.record_id, row.field].append((row.changed_at, row.new))
        found = [
            difference
            for key, received in versions.items()
            if len(received) > 1
            for difference in differences(received, theirs[key])
        ]
        names = names_of(connection, workspace_id, record_type, {difference.later.record_id for difference in found})
        wanted = {}
        for difference in found:
            change = _change(workspace_id, difference, *names[difference.later.record_id])
            wanted[change["external_id"]] = change
        replace_ours(
            connection,
            [row.leadline_id for external_id, row in ours.items() if external_id not in wanted],
            [change for external_id, change in wanted.items() if external_id not in ours],
        )


def _same(one: str | None, other: str | None) -> bool:
    if one == other or one is None or other is None:
        return one == other
    try:
        return float(one) == float(other)
    except ValueError:
        return False


def _version(row: Any) -> Version:
    return Version(row.record_type, row.record_id, row.field, row.stamp, row.value, row.stage_kind, row.received_at)


def _as_row(workspace_id: int, version: Version) -> dict[str, Any]:
    return {
        "workspace_id": workspace_id,
        "record_type": version.record_type,
        "record_id": version.record_id,
        "field": version.field,
        "stamp": version.stamp,
        "digest": version.digest,
        "value": version.value,
        "stage_kind": version.stage_kind,
        "received_at": version.received_at,
    }


def _change(workspace_id: int, difference: Difference, source_id: int, external_id: str) -> dict[str, Any]:
    later = difference.later
    fact = (later.record_type, external_id, later.field, later.stamp.isoformat(), difference.old, later.value)
    return {
        "workspace_id": workspace_id,
        "source_id": source_id,
        "external_id": f"ours-{sha256(repr((*fact, later.stage_kind)).encode()).hexdigest()[:24]}",
        "updated_at": later.stamp,
        "field_stamps": {},
        "is_placeholder": False,
        "first_received_at": later.received_at,
        "received_at": later.received_at,
        "version": 1,
        "record_type": later.record_type,
        "record_id": later.record_id,
        "field": later.field,
        "old": difference.old,
        "new": later.value,
        "stage_kind": later.stage_kind,
        "changed_at": later.stamp,
        "is_ours": True,
    }
