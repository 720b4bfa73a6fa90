"""A policy as somebody writes it: laid over the default, compared with another, told from the default.

A number is written bare (``65``) or as ``{value, unit, reason, source}``; what is left out stays as in the default.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.policy import Policy

ABOUT = ("value", "unit", "reason", "source")
LONGEST_TEXT = 1000
Document = dict[str, Any]
Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one part of a document. ``says`` follows its name."""

    path: Path
    code: str
    says: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One number, or one choice, that two documents say differently."""

    path: Path
    unit: str
    before: Any
    after: Any


def is_number(entry: Any) -> bool:
    return isinstance(entry, dict) and entry.keys() >= set(ABOUT)


def laid_over(written: Mapping[str, Any], default: Document) -> tuple[Document, list[Fault]]:
    """The whole document, and the names that are none, units that are others, texts that cannot be kept."""
    faults = list(_bad_texts(written))
    return _laid((), dict(written), default, faults), faults


def _laid(path: Path, written: Any, default: Any, faults: list[Fault]) -> Any:
    if is_number(default):
        return _number(path, written, default, faults)
    if not isinstance(default, dict) or not default:
        return written
    if written is None:
        return default
    if not isinstance(written, dict):
        faults.append(Fault(path, "no_group", f"must be a group with {', '.join(default)}"))
        return default
    faults += [_unknown((*path, str(name)), default) for name in written if name not in default]
    return {
        name: _laid((*path, name), written[name], kept, faults) if name in written else kept
        for name, kept in default.items()
    }


def _number(path: Path, written: Any, default: Document, faults: list[Fault]) -> Document:
    if not isinstance(written, dict):
        return {**default, "value": written}
    faults += [_unknown((*path, str(name)), default) for name in written if name not in ABOUT]
    if written.get("unit", default["unit"]) != default["unit"]:
        faults.append(Fault((*path, "unit"), "other_unit", f"is counted in {default['unit']}; write it so"))
    for name in ("reason", "source"):
        text = written.get(name, default[name])
        if not isinstance(text, str) or not text.strip():
            faults.append(Fault((*path, name), "missing", "must say something, or be left out"))
    return {**default, **{name: written[name] for name in ABOUT if name in written}}


def _unknown(path: Path, known: Mapping[str, Any]) -> Fault:
    return Fault(path, "unknown", f"is no name that is known here; there are {', '.join(known)}")


def _bad_texts(written: Any) -> Iterator[Fault]:
    """Texts no database keeps. Without recursion: what somebody sends may be nested as deep as they like."""
    waiting: list[tuple[Path, Any]] = [((), written)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, dict):
            for name, each in value.items():
                waiting += [(path, name), ((*path, str(name)), each)]
        elif isinstance(value, list):
            waiting += [((*path, place), each) for place, each in enumerate(value)]
        elif isinstance(value, str) and len(value) > LONGEST_TEXT:
            yield Fault(path, "too_long", f"holds a text of more than {LONGEST_TEXT} characters")
        elif isinstance(value, str) and ("\x00" in value or any("\ud800" <= each <= "\udfff" for each in value)):
            yield Fault(path, "not_text", "holds a character that cannot be kept")


def range_of(path: Path) -> str:
    """The range of a number in words, such as "from 1 to 3650"; empty where it has none."""
    group = Policy.model_fields.get(str(path[0])) if path else None
    fields = getattr(group.annotation, "model_fields", {}) if group else {}
    number = fields.get(path[1]) if len(path) == 2 else None
    ends = {name: getattr(part, name) for part in (number.metadata if number else ()) for name in _ends(part)}
    if "le" not in ends or not {"ge", "gt"} & ends.keys():
        return ""
    low = f"from {ends['ge']:g}" if "ge" in ends else f"over {ends['gt']:g},"
    return f"{low} {'up to' if 'gt' in ends else 'to'} {ends['le']:g}"


def _ends(part: Any) -> list[str]:
    return [name for name in ("ge", "gt", "le") if getattr(part, name, None) is not None]


def differences(before: Document, after: Document) -> list[Difference]:
    """What ``after`` says otherwise, in its order. Both are whole."""
    return list(_differences((), before, after))


def _differences(path: Path, before: Any, after: Any) -> Iterator[Difference]:
    if is_number(after):
        was = before["value"] if is_number(before) else before
        if was != after["value"]:
            yield Difference(path, after["unit"], was, after["value"])
    elif isinstance(after, dict) and isinstance(before, dict) and len(path) < 2:
        for name in dict.fromkeys((*after, *before)):
            yield from _differences((*path, name), before.get(name), after.get(name))
    elif before != after:
        yield Difference(path, "", before, after)


def overrides(whole: Document, default: Document) -> Document:
    """What a workspace must write to get this document: only what differs from the default."""
    found: Document = {}
    for name, value in whole.items():
        kept: Any = default.get(name)
        if is_number(value) and is_number(kept):
            changed = {part: value[part] for part in ABOUT if value[part] != kept[part]}
            if changed:
                found[name] = changed["value"] if changed.keys() == {"value"} else changed
        elif isinstance(value, dict) and isinstance(kept, dict) and kept:
            if inside := overrides(value, kept):
                found[name] = inside
        elif value != kept:
            found[name] = value
    return found
