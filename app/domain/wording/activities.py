"""One activity in one sentence: what it was, and what was right about it."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.domain import terms
from app.domain.contact_days import Touch, direction, happened_at
from app.domain.rows import ActivityRow

PURPOSES = {
    "quoting": "quoting",
    "scheduling": "arranging a date",
    "follow_up": "following up",
    "service": "service",
    "admin": "paperwork",
    "discovery": "learning what they need",
    "reaching": "reaching new or more senior people",
    "proposing": "proposing a solution",
    "lining_up": "lining up support",
    "expanding": "opening new business",
    "planning": "planning for the account",
    "other": "not account work",
    None: "purpose not known",
}
MINUTES_A_DAY = 24 * 60


def activity_sentence(
    row: ActivityRow,
    touch: Touch | None,
    tag: Mapping[str, Any],
    measures: Mapping[str, Any],
    people: Sequence[str],
) -> str:
    purpose = tag["purpose"]
    side = "creating" if purpose in terms.CREATING else "tending" if purpose in terms.TENDING else ""
    what = f"{PURPOSES[purpose].capitalize()} ({side})" if side else PURPOSES[purpose].capitalize()
    parts = [what, _contact(row, touch, people)]
    minutes = measures.get("minutes_late")
    if minutes is not None:
        parts.append(_timing(float(minutes)))
    return "; ".join(part for part in parts if part) + "."


def _contact(row: ActivityRow, touch: Touch | None, people: Sequence[str]) -> str:
    if row.kind not in ("call", "meeting", "email"):
        return ""
    if touch:
        return "two-way contact" + (f" with {', '.join(people[:3])}" if people else "")
    if not happened_at(row):
        return "planned, has not happened" if row.status != "cancelled" else "cancelled"
    if row.kind == "email":
        return "no mail the other way" if direction(row) == "outbound" else "not answered by us"
    return "nobody was reached" if row.outcome else "no contact named"


def _timing(minutes: float) -> str:
    if minutes <= 0:
        return "done by its date"
    days = minutes / MINUTES_A_DAY
    return f"done {days:.0f} days late" if days >= 2 else "done late"
