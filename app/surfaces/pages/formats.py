"""Numbers, money and days as people read them."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from babel.dates import format_date
from babel.numbers import format_compact_currency, format_decimal, format_percent

LOCALE = "en"
NOT_KNOWN = "not known"


def money(value: float | None, currency: str | None = None) -> str:
    """A rounded amount: €620K."""
    if value is None:
        return NOT_KNOWN
    return format_compact_currency(value, currency or "EUR", locale=LOCALE, fraction_digits=1)


def number(value: float | None) -> str:
    """At most one decimal."""
    return NOT_KNOWN if value is None else format_decimal(round(value, 1), format="#,##0.#", locale=LOCALE)


def percent(share: float | None) -> str:
    """A share of 1 as whole percents."""
    return NOT_KNOWN if share is None else format_percent(share, locale=LOCALE)


def day(value: str | date | None) -> str:
    """3 Nov 2026."""
    return _day(value, "d MMM y")


def short_day(value: str | date | None) -> str:
    """3 Nov."""
    return _day(value, "d MMM")


def month(value: str | date | None) -> str:
    """Nov."""
    return _day(value, "MMM")


def weekday(value: str | date | None) -> str:
    """Monday, 23 Nov."""
    return _day(value, "EEEE, d MMM")


def as_day(value: str | date) -> date:
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    return value.date() if isinstance(value, datetime) else value


def band(axis: dict[str, float] | None) -> str:
    """67 to 100, or one number where it is certain."""
    if axis is None:
        return NOT_KNOWN
    low, high = round(axis["low"]), round(axis["high"])
    if (low, high) == (0, 100):
        return NOT_KNOWN
    return str(low) if low == high else f"{low} to {high}"


def count(answer: Mapping[str, Any]) -> str:
    """18 of 20; empty where nothing is counted. More than enough is said as such: 8, 5 needed."""
    yes, of = answer["yes"], answer["of"]
    if not of:
        return ""
    return f"{number(yes)}, {number(of)} needed" if yes > of else f"{number(yes)} of {number(of)}"


def stance(item: Mapping[str, Any]) -> str:
    """A posture as the pages colour it: looked after on purpose is not what it is without one."""
    return "intended" if item["posture"] == "managed_only" and item["aim"] != "grow" else str(item["posture"])


def called(item: Mapping[str, Any]) -> str:
    """The name of an account or a person; without one its id."""
    return str(item.get("name") or item.get("account_id") or item.get("leadline_id"))


def sentence(words: str) -> str:
    """With a capital letter in front, the rest as it is."""
    return words[:1].upper() + words[1:]


def _day(value: str | date | None, pattern: str) -> str:
    return format_date(as_day(value), pattern, locale=LOCALE) if value else NOT_KNOWN
