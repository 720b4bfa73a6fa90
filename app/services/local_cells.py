"""Cells as programs of other countries write them: days with dots, decimal commas, amounts with their currency.

Only what can mean one thing is put into our form. A day with slashes may be the 7th of September or the 9th of July:
where nothing else in its file tells, it stays as it is, and its row is refused by name.
"""

import json
import re
from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache, partial
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
_CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LETTERS = _CAPITALS + "012345"
SHORT = 15
_SHORT = re.compile(r"(?=.*[A-Za-z])(?:00[0-9A-Za-z]|01[0-9A-Za-z]|0Q0|500)[0-9A-Za-z]{12}")
"""What begins like an id of Salesforce, of 15 characters, and is no number."""
_LONG = re.compile(r"(?=.*[A-Za-z])(?:00[0-9A-Za-z]|0Q0|500|701|80[01])[0-9A-Za-z]{12}[A-Z0-5]{3}")
_HISTORY = {
    "stagename": "stage",
    "dealstage": "stage",
    "closedate": "expected_close_on",
    "nextstep": "next_step",
    "owner": "owner_id",
    "ownerid": "owner_id",
    "hubspotownerid": "owner_id",
}


def order_in(text: bytes) -> Order | None:
    """How the days with slashes in a file are written; None where there are none, or they do not tell."""
    days = [(int(first), int(second)) for first, second in _SLASHED_DAY.findall(text)]
    first_over, second_over = (any(day[place] > MONTHS for day in days) for place in (0, 1))
    return None if first_over is second_over else "day first" if first_over else "month first"


@lru_cache(maxsize=256)
def converters(type_: str, fields: tuple[str, ...], order: Order | None = None) -> dict[str, Convert]:
    """For those of the fields that are days, instants, numbers or ids: what puts their cells into our form."""
    known, named = RECORD_TYPES[type_].model_fields, {"id", "record_id", *RECORD_TYPES[type_].references}
    by_kind: tuple[tuple[Any, Convert], ...] = (
        (datetime, partial(_instant, order=order)),
        (date, partial(_day, order=order)),
        (float, _number),
        (int, _number),
    )
    kinds = ((name, _kinds(known[name].annotation)) for name in fields if name in known)
    found = {name: [convert for kind, convert in by_kind if kind in types] for name, types in kinds}
    due = {"due_at": partial(_due, order=order)}
    ids = {name: _ids if name.endswith("_ids") else _id for name in fields if name in named}
    ids |= {"opportunity_id": _deal_id} if type_ == "activity" and "opportunity_id" in fields else {}
    of_history = {"field": _tracked} if type_ == "field_change" and "field" in fields else {}
    return {name: due.get(name, converts[0]) for name, converts in found.items() if converts} | ids | of_history


def _kinds(annotation: Any) -> set[Any]:
    inner = {kind for part in get_args(annotation) for kind in _kinds(part)}
    return {annotation, getattr(annotation, "__origin__", None), *inner}


def _day(cell: str, order: Order | None) -> str:
    """A time after a day is left out: these fields are days."""
    text = _instant(cell, order)
    return text[:10] if _ISO_DAY.match(text) else cell


def _instant(cell: str, order: Order | None) -> str:
    text = cell.strip()
    if text[4:5] == "-":
        return text
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


def _ids(cell: str) -> list[str]:
    """Ids with semicolons between them, or as a list of JSON."""
    if cell.startswith('["'):
        try:
            listed = json.loads(cell)
        except (ValueError, RecursionError):
            listed = []
        if all(isinstance(each, str) for each in listed) and listed:
            return [_id(each) for each in listed]
    return [_id(each.strip()) for each in cell.split(";") if each.strip()]


def _id(cell: str) -> str:
    """An id of Salesforce as it is everywhere else, where a report gives its first 15 characters.

    What follows them says which of the 15 are capitals, five at a time.
    """
    if len(cell) != SHORT or not _SHORT.fullmatch(cell):
        return cell
    fives = (cell[start : start + 5] for start in (0, 5, 10))
    return cell + "".join(
        _LETTERS[sum(1 << place for place, each in enumerate(five) if each in _CAPITALS)] for five in fives
    )


def _deal_id(cell: str) -> str:
    """What an activity is about; with Salesforce that may be an account, a case or a campaign just as well."""
    return "" if _LONG.fullmatch(_id(cell)) and not cell.startswith("006") else _id(cell)


def _tracked(cell: str) -> str:
    """A field of a history, as CRMs call those whose changes count."""
    return _HISTORY.get(cell.strip().lower().replace("_", "").replace(" ", ""), cell)
