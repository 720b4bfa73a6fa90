"""Newest wins, field by field, whatever the order of arrival.

Each field of a record carries the stamp of the version it came from. Merging is commutative, associative
and idempotent: at equal stamps the value with the greater text wins, and None is the least.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

DELETED = "deleted"
"""Deletion, merged like a field: a tombstone at its own stamp, which a newer PUT lifts."""

Values = dict[str, Any]
Stamps = dict[str, datetime]
AsText = Callable[[str, Any], str | None]
"""Field and value to the text that settles a tie."""


def merge_fields(
    values: Mapping[str, Any],
    stamps: Mapping[str, datetime],
    incoming: Mapping[str, Any],
    stamp: datetime,
    as_text: AsText,
) -> tuple[Values, Stamps]:
    """The fields and stamps after ``incoming`` arrived with ``stamp``.

    ``incoming`` holds only the fields it speaks of; None in it clears. Fields without a stamp were never received.
    """
    if not stamps:
        return {**values, **incoming}, dict.fromkeys(incoming, stamp)
    merged, merged_stamps = dict(values), dict(stamps)
    for field, value in incoming.items():
        known = stamps.get(field)
        if known is not None and (stamp < known or (stamp == known and not _wins(field, value, values, as_text))):
            continue
        merged[field] = value
        merged_stamps[field] = stamp
    return merged, merged_stamps


def plain_text(value: Any) -> str | None:
    """A value as text: ISO 8601 for times, whole numbers without a fraction, JSON for the rest; None stays None."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return json.dumps(value, sort_keys=True)


def pack_stamps(stamps: Mapping[str, datetime], fields: Sequence[str]) -> tuple[datetime | None, dict[str, str | None]]:
    """The newest stamp, and the stamps of those fields that differ from it (None: never received)."""
    distinct = set(stamps.values())
    if not distinct:
        return None, {}
    newest = max(distinct)
    if len(distinct) == 1 and len(stamps) == len(fields):
        return newest, {}
    different: dict[str, str | None] = {}
    for field in fields:
        stamp = stamps.get(field)
        if stamp != newest:
            different[field] = None if stamp is None else stamp.isoformat()
    return newest, different


def unpack_stamps(newest: datetime | None, different: Mapping[str, str | None], fields: Iterable[str]) -> Stamps:
    """The stamp of every received field: the inverse of ``pack_stamps``."""
    if newest is None:
        return {}
    stamps: Stamps = {}
    for field in fields:
        if field not in different:
            stamps[field] = newest
        elif (stamp := different[field]) is not None:
            stamps[field] = datetime.fromisoformat(stamp)
    return stamps


def _wins(field: str, value: Any, values: Mapping[str, Any], as_text: AsText) -> bool:
    stored = values.get(field)
    if stored == value or value is None:
        return False
    new, old = as_text(field, value), as_text(field, stored)
    return old is None or (new is not None and new > old)
