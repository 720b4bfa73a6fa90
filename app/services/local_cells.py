"""Cells as programs of other countries write them: days with dots, decimal commas, amounts with their currency.

Only what can mean one thing is put into our form. A day with slashes may be the 7th of September or the 9th of July:
where nothing else in its file tells, it stays as it is, and its row is refused by name.
"""

import json
import re
from collections.abc import Callable
from datetime import date, datetime
from functools import cache, partial
from typing import Any, Literal, get_args

from app.domain.records import RECORD_TYPES

Convert = Callable[[str], Any]
Order = Literal["day first", "month first"]
"""How days with slashes are written."""
MONTHS = 12
_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_TIME = r"(?:,?\s+(\d{1,2}):(\d\d)(?::(\d\d))?\s*([AaPp][Mm])?)?"
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})" + _TIME)
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})" + _TIME)
_SLASHED_DAY = re.compile(rb"(?<![\d/])(\d{1,2})/(\d{1,2})/\d{4}(?![\d/])")
_AROUND = re.compile(r"^(?:[A-Z]{3}|[€$£])?\s*([+-]?\d[\d.,'\u2019 \u00a0\u202f]*?)\s*(?:[A-Z]{3}|[€$£])?$")
_SPACES = re.compile(r"['\u2019 \u00a0\u202f]")
_COMMA_DECIMALS = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:\.\d{3})+),(?:\d{1,2}|\d{4,})")
_COMMA_GROUPS = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_DOT_GROUPS = re.compile(r"[+-]?\d{1,3}(?:\.\d{3}){2,}")


def order_in(text: bytes) -> Order | None:
    """How the days with slashes in a file are written; None where there are none, or they do not tell."""
    days = [(int(first), int(second)) for first, second in _SLASHED_DAY.findall(text)]
    first_over, second_over = (any(day[place] > MONTHS for day in days) for place in (0, 1))
    return None if first_over is second_over else "day first" if first_over else "month first"


@cache
def converters(type_: str, fields: tuple[str, ...], order: Order | None = None) -> dict[str, Convert]:
    """For those of the fields that are days, instants, numbers or lists: what puts their cells into our form."""
    known = RECORD_TYPES[type_].model_fields
    by_kind: tuple[tuple[Any, Convert], ...] = (
        (datetime, partial(_instant, order=order)),
        (date, partial(_day, order=order)),
        (float, _number),
        (int, _number),
        (list, _list),
    )
    kinds = ((name, _kinds(known[name].annotation)) for name in fields if name in known)
    found = {name: [convert for kind, convert in by_kind if kind in types] for name, types in kinds}
    due = {"due_at": partial(_due, order=order)}
    return {name: due.get(name, converts[0]) for name, converts in found.items() if converts}


def _kinds(annotation: Any) -> set[Any]:
    inner = {kind for part in get_args(annotation) for kind in _kinds(part)}
    return {annotation, getattr(annotation, "__origin__", None), *inner}


def _day(cell: str, order: Order | None) -> str:
    """A time after a day is left out: these fields are days."""
    text = _instant(cell, order)
    return text[:10] if _ISO_DAY.match(text) else cell


def _instant(cell: str, order: Order | None) -> str:
    text = cell.strip()
    dotted = _DOTTED.fullmatch(text)
    written = dotted or (_SLASHED.fullmatch(text) if order else None)
    if not written:
        return text
    first, second, year, hour, minute, seconds, half = written.groups()
    day, month = (first, second) if dotted or order == "day first" else (second, first)
    on = f"{year}-{month:0>2}-{day:0>2}"
    if hour is None:
        return on
    of_24 = int(hour) % 12 + 12 * (half.lower() == "pm") if half else int(hour)
    return f"{on}T{of_24:02}:{minute}:{seconds or '00'}"


def _due(cell: str, order: Order | None) -> str:
    """What is due on a day is due at its end."""
    text = _instant(cell, order)
    return f"{text}T23:59:59" if _ISO_DAY.fullmatch(text) else text


def _number(cell: str) -> str:
    found = _AROUND.match(cell.strip())
    if not found:
        return cell
    text = _SPACES.sub("", found.group(1))
    if _COMMA_DECIMALS.fullmatch(text):
        return text.replace(".", "").replace(",", ".")
    if _COMMA_GROUPS.fullmatch(text):
        return text.replace(",", "")
    return text.replace(".", "") if _DOT_GROUPS.fullmatch(text) else text


def _list(cell: str) -> Any:
    if not cell.startswith('["'):
        return cell
    try:
        return json.loads(cell)
    except ValueError:
        return cell
