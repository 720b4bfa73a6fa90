"""What an activity's own record measures. Never a verdict: policies change, measures stay."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any


def minutes_late(fields: Mapping[str, Any]) -> int | None:
    """Whole minutes from due to completed, negative when early; None without both."""
    due, completed = fields.get("due_at"), fields.get("completed_at")
    if due is None or completed is None:
        return None
    late: timedelta = completed - due
    return round(late.total_seconds() / 60)


def two_way(fields: Mapping[str, Any]) -> tuple[bool | None, bool]:
    """Did both sides take part in a call or meeting, and is that inferred?

    By its outcome; without one, when it took place and names a contact (inferred for a call). With only a
    ``start_at`` and no status it takes place when that time has passed, which is for the reader to ask.
    None for other kinds: mails are settled by their thread.
    """
    if fields.get("kind") not in ("call", "meeting"):
        return None, False
    outcome = fields.get("outcome")
    if fields.get("status") == "cancelled":
        return False, False
    if outcome is not None:
        return outcome in ("held", "spoke"), False
    status = fields.get("status")
    dated = fields.get("completed_at") or fields.get("start_at")
    took_place = status == "done" or (status is None and dated is not None)
    attended = fields.get("attended_ids")
    people = fields.get("contact_ids") if attended is None else attended
    if not took_place or not people:
        return False, False
    return True, fields.get("kind") == "call"


def measure(
    fields: Mapping[str, Any], subject_reading: Mapping[str, Any] | None, body_reading: Mapping[str, Any] | None
) -> dict[str, Any]:
    """``minutes_late``, ``two_way``, ``two_way_inferred``, ``acknowledges`` (None when no text could be read)."""
    both, inferred = two_way(fields)
    reading = body_reading or subject_reading
    return {
        "minutes_late": minutes_late(fields),
        "two_way": both,
        "two_way_inferred": inferred,
        "acknowledges": None if reading is None else reading["acknowledges"],
    }
