"""Opaque cursors: where the next page of a list begins."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from typing import Annotated

from fastapi import Query
from pydantic import AfterValidator

LARGEST = 2**31 - 1
"""The largest number a record can have."""
Limit = Annotated[int, Query(ge=1, le=200, description="How many items a page holds at most")]


def cursor_at(number: int | None) -> str | None:
    """A cursor that continues after ``number``."""
    return None if number is None else urlsafe_b64encode(str(number).encode()).decode().rstrip("=")


def after(cursor: str | None) -> int:
    """The number to continue after; 0 without a cursor. Raises ValueError for a cursor that is not ours."""
    if cursor is None:
        return 0
    try:
        number = urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4)).decode("ascii")
    except (Error, UnicodeError) as error:
        raise ValueError("is not a cursor from here; begin without one") from error
    if not (number.isdecimal() and len(number) <= 10 and int(number) <= LARGEST):
        raise ValueError("is not a cursor from here; begin without one")
    return int(number)


def _ours(cursor: str | None) -> str | None:
    after(cursor)
    return cursor


Cursor = Annotated[str | None, AfterValidator(_ours), Query(max_length=40, description="`next_cursor` of a page")]
