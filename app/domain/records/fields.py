"""Field types of the canonical records, with their bounds, and what every record has.

Ids are the caller's own. A missing field means *not known*. Instants (``_at``) are UTC-aware and lie
between 1990 and 2100; days end in ``_on``. A naive instant is refused unless the validation context
names a ``zone``.
"""

import re
from datetime import UTC, date, datetime, tzinfo
from typing import Annotated, Any, ClassVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    model_validator,
)

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
LATEST = datetime(2100, 1, 1, tzinfo=UTC)
MAX_MONEY = 1e15
MAX_COUNT = 2_000_000_000
_NUMBER = re.compile(r"\s*[+-]?[\d_.]+(e[+-]?\d+)?\s*", re.IGNORECASE)


def _storable(text: str) -> str:
    if "\x00" in text:
        raise ValueError("holds a NUL character; leave it out")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise ValueError("holds half of a surrogate pair; send whole characters") from error
    return text


def _storable_without_slash(text: str) -> str:
    if "/" in text:
        raise ValueError("an id may not hold '/'")
    return _storable(text)


def _in_zone(value: datetime, info: ValidationInfo) -> datetime:
    if value.tzinfo is None:
        zone: tzinfo | None = (info.context or {}).get("zone")
        if zone is None:
            raise ValueError("has no time zone; add one, such as 'Z', or name a zone for the import")
        value = value.replace(tzinfo=zone)
    try:
        instant = value.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("lies outside 1990 to 2100") from error
    if not EARLIEST.year <= instant.year < LATEST.year:
        raise ValueError("lies outside 1990 to 2100")
    return instant


def _in_range(value: date) -> date:
    if not EARLIEST.date() <= value < LATEST.date():
        raise ValueError("lies outside 1990 to 2100")
    return value


def _as_text_instant(value: Any) -> Any:
    if isinstance(value, str) and value[4:5] == "-" and value[:4].isdigit():
        return value
    if isinstance(value, bool | int | float) or (isinstance(value, str) and _NUMBER.fullmatch(value)):
        raise ValueError("is a bare number; write an ISO 8601 instant with zone, such as 2026-11-23T09:00:00Z")
    return value


def _no_truth(value: Any) -> Any:
    if isinstance(value, bool):
        raise ValueError("must be a number, not true or false")
    return value


def _as_list(value: Any) -> Any:
    if isinstance(value, str):
        return [part.strip() for part in value.split(";") if part.strip()]
    return value


def _number_as_text(value: Any) -> Any:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


# Bounds come first: Pydantic keeps those of a plain type itself, and calls a function for those of any other.
Text = Annotated[str, AfterValidator(_storable)]
Name = Annotated[str, Field(max_length=500), AfterValidator(_storable)]
Word = Annotated[str, Field(max_length=200), AfterValidator(_storable)]
Note = Annotated[str, Field(max_length=20_000), AfterValidator(_storable)]
Body = Annotated[str, Field(max_length=1_000_000), AfterValidator(_storable)]
Id = Annotated[
    str,
    Field(min_length=1, max_length=200),
    BeforeValidator(_number_as_text),
    AfterValidator(_storable_without_slash),
]
IdList = Annotated[list[Id], Field(max_length=500), BeforeValidator(_as_list)]
Instant = Annotated[datetime, BeforeValidator(_as_text_instant), AfterValidator(_in_zone)]
Day = Annotated[date, BeforeValidator(_as_text_instant), AfterValidator(_in_range)]
Number = BeforeValidator(_no_truth)
Money = Annotated[float, Field(ge=-MAX_MONEY, le=MAX_MONEY, allow_inf_nan=False), Number]
Positive = Annotated[float, Field(ge=0, le=MAX_MONEY, allow_inf_nan=False), Number]
Count = Annotated[int, Field(ge=0, le=MAX_COUNT), Number]


class Record(BaseModel):
    """What every record has: the caller's id and the CRM's last change, which decides what wins."""

    model_config = ConfigDict(extra="ignore", frozen=True)
    references: ClassVar[dict[str, str]] = {}
    """Field name to the record type it names."""
    tracked: ClassVar[tuple[str, ...]] = ()
    """Fields whose every received version is kept."""

    id: Id
    updated_at: Instant | None = None

    @model_validator(mode="before")
    @classmethod
    def _empty_text_is_not_known(cls, data: Any) -> Any:
        if isinstance(data, dict):
            return {key: None if value == "" else value for key, value in data.items()}
        return data
