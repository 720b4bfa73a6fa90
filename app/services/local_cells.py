"""Cells as programs of other countries write them: days with dots, decimal commas, amounts with their currency.

Only what can mean one thing is put into our form. A day with slashes may be the 7th of September or the 9th of July:
it stays as it is, and its row is refused by name.
"""

import json
import re
from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from typing import Any, get_args

from app.domain.records import RECORD_TYPES

Convert = Callable[[str], Any]
_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?:,?\s+(\d{1,2}):(\d\d)(?::(\d\d))?)?")
_AROUND = re.compile(r"^(?:[A-Z]{3}|[€$£])?\s*([+-]?\d[\d.,'\u2019 \u00a0\u202f]*?)\s*(?:[A-Z]{3}|[€$£])?$")
_SPACES = re.compile(r"['\u2019 \u00a0\u202f]")
_COMMA_DECIMALS = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:\.\d{3})+),(?:\d{1,2}|\d{4,})")
_COMMA_GROUPS = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_DOT_GROUPS = re.compile(r"[+-]?\d{1,3}(?:\.\d{3}){2,}")


@cache
def converters(type_: str, fields: tuple[str, ...]) -> dict[str, Convert]:
    """For those of the fields that are days, instants, numbers or lists: what puts their cells into our form."""
    known = RECORD_TYPES[type_].model_fields
    kinds = ((name, _kinds(known[name].annotation)) for name in fields if name in known)
    of_due = {"due_at": _due}
    return {
        name: of_due.get(name) or next(convert for kind, convert in _BY_KIND if kind in types)
        for name, types in kinds
        if any(kind in types for kind, _ in _BY_KIND)
    }


def _kinds(annotation: Any) -> set[Any]:
    inner = {kind for part in get_args(annotation) for kind in _kinds(part)}
    return {annotation, getattr(annotation, "__origin__", None), *inner}


def _day(cell: str) -> str:
    """A time after a day is left out: these fields are days."""
    text = _instant(cell)
    return text[:10] if _ISO_DAY.match(text) else cell


def _instant(cell: str) -> str:
    found = _DOTTED.fullmatch(cell.strip())
    if not found:
        return cell.strip()
    day, month, year, hour, minute, second = found.groups()
    on = f"{year}-{month:0>2}-{day:0>2}"
    return f"{on}T{hour:0>2}:{minute}:{second or '00'}" if hour else on


def _due(cell: str) -> str:
    """What is due on a day is due at its end."""
    text = _instant(cell)
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


_BY_KIND: tuple[tuple[Any, Convert], ...] = (
    (datetime, _instant),
    (date, _day),
    (float, _number),
    (int, _number),
    (list, _list),
)
