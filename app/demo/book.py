"""The book all demo records are written into, as rows of an import."""

from collections import Counter
from datetime import date, datetime
from typing import Any

PREFIX = {
    "user": "U", "account": "A", "contact": "C", "opportunity": "O", "opportunity_contact": "OC", "quote": "Q",
    "activity": "T", "field_change": "F", "commitment": "K", "change": "H", "scenario": "S", "directive": "D",
}  # fmt: skip


def _text(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _text(part) for key, part in value.items() if part is not None}
    return [_text(part) for part in value] if isinstance(value, list | tuple) else value


class Book:
    """Gives ids in the order of writing and leaves out what is not known."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []
        self._count: Counter[str] = Counter()

    def next_id(self, type_: str) -> str:
        self._count[type_] += 1
        return f"{PREFIX[type_]}{1000 + self._count[type_]}"

    def add(self, type_: str, *, updated_at: datetime, id: str | None = None, **fields: Any) -> str:
        """Write one record and return its id."""
        key = id or self.next_id(type_)
        known = {name: _text(value) for name, value in fields.items() if value not in (None, [], "")}
        self.rows.append({"type": type_, "id": key, **known, "updated_at": _text(updated_at)})
        return key
