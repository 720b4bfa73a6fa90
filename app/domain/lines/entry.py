"""One record in a line of evidence."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Entry:
    """``type`` and ``ref`` name the record that tells it, ``code`` says what it tells."""

    type: str
    ref: int
    code: str
    on: date | None
    person: int | None = None
    """The contact it is about, where the record is not the contact."""
    inferred: bool = False
