"""One record in a line of evidence."""

from datetime import date

from app.domain.value import value


@value
class Entry:
    """``type`` and ``ref`` name the record that tells it, ``code`` says what it tells."""

    type: str
    ref: int
    code: str
    on: date | None
    person: int | None = None
    """The contact it is about, where the record is not the contact."""
    inferred: bool = False
