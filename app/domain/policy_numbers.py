"""What each number of the policy may be: one type per unit, each with its range, and nowhere else."""

from datetime import date
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from app.domain import terms


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (LookupError, ValueError, OSError) as error:
        raise ValueError("is no time zone; write one such as Europe/Berlin") from error
    return name


def _currency(code: str) -> str:
    if not (len(code) == 3 and code.isascii() and code.isupper() and code.isalpha()):
        raise ValueError("must be three capital letters, such as EUR")
    return code


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _in_lower_case(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    return {key.strip().lower() if isinstance(key, str) else key: each for key, each in value.items()}


Days = Annotated[int, Field(strict=True, ge=1, le=3650)]
Times = Annotated[int, Field(strict=True, ge=1, le=100)]
"""How many of something: cases, people, weeks, looks."""
Points = Annotated[float, Field(strict=True, ge=0, le=100)]
Share = Annotated[float, Field(strict=True, ge=0, le=1)]
Factor = Annotated[float, Field(strict=True, ge=1, le=100)]
Weight = Annotated[float, Field(strict=True, ge=0, le=100)]
Seniority = Annotated[int, Field(strict=True, ge=0, le=5)]
Intensity = Annotated[int, Field(strict=True, ge=1, le=3)]
BusinessDays = Annotated[float, Field(strict=True, gt=0, le=100)]
BusinessHours = Annotated[float, Field(strict=True, gt=0, le=500)]
Hour = Annotated[int, Field(strict=True, ge=0, le=23)]
Weekday = Annotated[int, Field(strict=True, ge=0, le=6)]
"""0 is Monday."""
Switch = Annotated[bool, Field(strict=True)]
Zone = Annotated[str, Field(max_length=100), AfterValidator(_zone)]
Holidays = Annotated[frozenset[date], Field(max_length=2000)]
Currency = Annotated[str, AfterValidator(_currency)]
Rate = Annotated[float, Field(strict=True, gt=0, le=1e9)]
Word = Annotated[str, Field(min_length=1, max_length=200)]
Words = Annotated[tuple[Word, ...], BeforeValidator(_as_list), Field(min_length=1, max_length=200)]
Question = Literal[
    "business_created", "right_people", "support_lined_up", "ready_for_change",
    "quotes_in_time", "replies_in_time", "promised_work", "next_step",
]  # fmt: skip
TierOrNone = Literal["A", "B", "C", "none"]
StageMap = Annotated[dict[Word, terms.StageKind], BeforeValidator(_in_lower_case), Field(max_length=500)]
"""Stage name, in lower case, to what it means."""
PurposeMap = Annotated[dict[Word, terms.Purpose], BeforeValidator(_in_lower_case), Field(max_length=500)]
"""What the CRM calls a kind of work, in lower case, to its purpose."""
WordMap = Annotated[dict[Word, Word], BeforeValidator(_in_lower_case), Field(max_length=500)]
"""A word of the CRM, in lower case, to ours."""
TitleMap = Annotated[dict[Word, Seniority], BeforeValidator(_in_lower_case), Field(max_length=2000)]
"""A job title, in lower case, to how senior it is."""


class Section(BaseModel):
    """One group of numbers. In the document each is ``{value, unit, reason, source}``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _values_only(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        return {key: number["value"] if _is_number(number) else number for key, number in data.items()}


def _is_number(entry: Any) -> bool:
    return isinstance(entry, dict) and {"value", "unit", "reason", "source"} <= entry.keys()
