"""What a workspace chooses besides numbers: its calendar, money, fit, words, and what it lets us work out."""

from datetime import date

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from app.domain.policy_numbers import (
    Currency,
    Holidays,
    Hour,
    Points,
    PurposeMap,
    Rate,
    Section,
    Switch,
    TitleMap,
    Weekday,
    WordMap,
    Words,
    Zone,
)
from app.domain.records.choices import CHOICES
from app.domain.records.choices import Words as CrmWords
from app.domain.rows import AccountRow


class Calendar(Section):
    zone: Zone
    opens: Hour
    closes: Hour
    workdays: tuple[Weekday, ...] = Field(min_length=1, max_length=7)
    holidays: Holidays
    """Days off for everybody."""
    holidays_in: dict[Zone, Holidays] = Field(max_length=500)
    """Time zone to the days off of the people who work in it, besides those of everybody."""

    def works_on(self, day: date, zone: str) -> bool:
        """Whether somebody whose calendar has this zone works on this day."""
        return (
            day.weekday() in self.workdays
            and day not in self.holidays
            and (zone not in self.holidays_in or day not in self.holidays_in[zone])
        )

    @field_validator("closes")
    @classmethod
    def _after_opening(cls, closes: int, info: ValidationInfo) -> int:
        if closes <= info.data.get("opens", -1):
            raise ValueError("must be later than opens")
        return closes


class Money(Section):
    home_currency: Currency
    rates: dict[Currency, Rate] = Field(max_length=300)
    """Currency to home currency: what one unit is worth at home."""


class Proxies(Section):
    """What we work out where nobody recorded it; switched off, it stays not known."""

    starter: Switch
    direction: Switch
    quote_request: Switch
    seniority: Switch


class Mappings(Section):
    purpose: PurposeMap
    title: TitleMap
    words: dict[str, WordMap] = Field(max_length=len(CHOICES))
    """Type and field, as in ``activity.kind``, to what the CRM's words for it mean."""

    @property
    def in_our_words(self) -> CrmWords:
        return {**self.words, "activity.purpose": self.purpose}

    @field_validator("words")
    @classmethod
    def _ours(cls, words: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
        for place, known in words.items():
            if place not in CHOICES or place == "activity.purpose":
                raise ValueError(f"must name fields such as {', '.join(sorted(CHOICES)[:3])}")
            for said, ours in known.items():
                if ours not in CHOICES[place]:
                    raise ValueError(f"{said}: must be one of {', '.join(CHOICES[place])}")
        return words


class Range(BaseModel):
    """From ``from`` up to and with ``to``; an end left out is open."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    at_least: float | None = Field(default=None, alias="from", strict=True, ge=0, le=1e9)
    at_most: float | None = Field(default=None, alias="to", strict=True, ge=0, le=1e9)

    def holds(self, value: float | None) -> bool:
        return (
            value is not None
            and (self.at_least is None or value >= self.at_least)
            and (self.at_most is None or value <= self.at_most)
        )


class FitConditions(BaseModel):
    """All that is named must hold."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    industry: Words | None = None
    country: Words | None = None
    employees: Range | None = None

    def hold(self, account: AccountRow) -> bool:
        return (
            _is_one_of(account.industry, self.industry)
            and _is_one_of(account.country, self.country)
            and (self.employees is None or self.employees.holds(account.employees))
        )


class FitRule(BaseModel):
    """``fit`` for the accounts of which ``when`` holds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    when: FitConditions
    fit: Points


def _is_one_of(value: str | None, wanted: tuple[str, ...] | None) -> bool:
    if wanted is None:
        return True
    return value is not None and value.strip().lower() in {each.strip().lower() for each in wanted}
