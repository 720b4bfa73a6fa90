"""Numbers, money and days as whoever reads them writes them."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.numbers import format_compact_currency, format_currency, format_decimal, format_percent

from app.surfaces.texts.catalogues import _
from app.surfaces.texts.reader import reader

DAYS = {"en": {"yMMMd": "d MMM y", "MMMd": "d MMM"}}
"""Days as the sentences of the judgement write them, for who asks for English and names no country."""
MOST_DIGITS = 4
"""A rounded amount has no more, unless the language has no short word for its thousands."""


def not_known() -> str:
    return _("not known")


def money(value: float | None, currency: str | None = None) -> str:
    """A rounded amount: €620K."""
    if value is None:
        return not_known()
    locale = Locale.parse(reader().locale)
    said = format_compact_currency(value, currency or "EUR", locale=locale, fraction_digits=1)
    if sum(letter.isdigit() for letter in said) <= MOST_DIGITS:
        return said
    whole = str(locale.currency_formats["standard"].pattern).replace(".00", "")
    return format_currency(round(value, -2), currency or "EUR", whole, locale=locale, currency_digits=False)


def number(value: float | None) -> str:
    """At most one decimal."""
    if value is None:
        return not_known()
    return format_decimal(round(value, 1), format="#,##0.#", locale=reader().locale)


def percent(share: float | None) -> str:
    """A share of 1 as whole percents."""
    return not_known() if share is None else format_percent(share, locale=reader().locale)


def day(value: str | date | None) -> str:
    """3 Nov 2026."""
    return _day(value, "yMMMd")


def short_day(value: str | date | None) -> str:
    """3 Nov."""
    return _day(value, "MMMd")


def month(value: str | date | None) -> str:
    """Nov."""
    return format_date(as_day(value), "MMM", locale=reader().locale) if value else not_known()


def weekday(value: str | date | None) -> str:
    """Monday, 23 Nov."""
    if not value:
        return not_known()
    return f"{format_date(as_day(value), 'EEEE', locale=reader().locale)}, {_day(value, 'MMMd')}"


def as_day(value: str | date) -> date:
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    return value.date() if isinstance(value, datetime) else value


def band(axis: dict[str, float] | None) -> str:
    """67 to 100, or one number where it is certain."""
    if axis is None:
        return not_known()
    low, high = round(axis["low"]), round(axis["high"])
    if (low, high) == (0, 100):
        return not_known()
    return number(low) if low == high else _("%(low)s to %(high)s", low=number(low), high=number(high))


def count(answer: Mapping[str, Any]) -> str:
    """18 of 20; empty where nothing is counted. More than enough is said as such: 8, 5 needed."""
    yes, of = answer["yes"], answer["of"]
    if not of:
        return ""
    both = {"yes": number(yes), "of": number(of)}
    return _("%(yes)s, %(of)s needed", **both) if yes > of else _("%(yes)s of %(of)s", **both)


def stance(item: Mapping[str, Any]) -> str:
    """A posture as the pages colour it: looked after on purpose is not what it is without one."""
    return "intended" if item["posture"] == "managed_only" and item["aim"] != "grow" else str(item["posture"])


def called(item: Mapping[str, Any]) -> str:
    """The name of an account or a person; without one its id."""
    return str(item.get("name") or item.get("account_id") or item.get("leadline_id"))


def sentence(words: str) -> str:
    """With a capital letter in front, the rest as it is."""
    return words[:1].upper() + words[1:]


def _day(value: str | date | None, skeleton: str) -> str:
    if not value:
        return not_known()
    locale = reader().locale
    own = DAYS.get(locale, {}).get(skeleton)
    return format_date(as_day(value), own, locale) if own else format_skeleton(skeleton, as_day(value), locale=locale)
