"""Reading JSON strictly: what is not JSON, or says a thing twice, is named and never guessed at."""

import json
import re
from typing import Any, NamedTuple

import orjson

from app.errors import FieldError, pointer_to

MAX_DIGITS = 40
BOM = "\ufeff"
_NAMED = re.compile(rb'"\s*:')
_AS_NINES = bytes.maketrans(b"0123456789", b"9" * 10)
_LONG_NUMBER = b"9" * 19
"""From here on a whole number would be read as one with a fraction."""


class Reading(NamedTuple):
    """What was read and what is wrong with it. With faults, ``value`` is only good for finding an id."""

    value: Any
    faults: tuple[FieldError, ...] = ()


def read_json(data: bytes) -> Reading:
    """The value of a JSON text in UTF-8. Never raises on bad input."""
    return _plain_object(data) or _read_json(data)


def _plain_object(data: bytes) -> Reading | None:
    """An object of plain values that nothing is wrong with, as nearly all are, read faster."""
    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError:
        return None
    # At least as many as there are names, so as many as were kept only where none is there twice or further in.
    is_plain = isinstance(value, dict) and len(value) == len(_NAMED.findall(data))
    return Reading(value) if is_plain and _LONG_NUMBER not in data.translate(_AS_NINES) else None


def _read_json(data: bytes) -> Reading:
    faults: list[FieldError] = []

    def whole_number(digits: str) -> int | None:
        if len(digits) <= MAX_DIGITS:
            return int(digits)
        faults.append(FieldError("", "number_too_long", f"holds a number of {len(digits)} digits"))
        return None

    def not_a_number(name: str) -> None:
        faults.append(FieldError("", "not_json", f"{name} is not JSON; use null for what is not known"))

    def once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        named = dict(pairs)
        if len(named) < len(pairs):
            seen: set[str] = set()
            twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
            faults.append(FieldError(pointer_to(shown(twice)), "duplicate_key", "is named twice in one object"))
        return named

    try:
        text = data.decode("utf-8").removeprefix(BOM)
        value = json.loads(text, parse_int=whole_number, parse_constant=not_a_number, object_pairs_hook=once_each)
    except UnicodeDecodeError as error:
        return Reading(None, (FieldError("", "not_utf8", f"is not UTF-8 at byte {error.start + 1}"),))
    except RecursionError:
        return Reading(None, (FieldError("", "too_deep", "is nested too deeply"),))
    except json.JSONDecodeError as error:
        return Reading(None, (FieldError("", "not_json", f"is not JSON at character {error.pos + 1}"),))
    return Reading(value, tuple(faults))


def shown(name: str) -> str:
    """A name somebody sent, safe and short enough to show."""
    short = name if len(name) <= 80 else name[:79] + "…"
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in short)


def is_whole_text(text: str) -> bool:
    """Whether the text can be written as UTF-8: no half surrogates."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
