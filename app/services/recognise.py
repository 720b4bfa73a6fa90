"""What a file is that somebody dropped: its form, the kind of its records, and what its columns mean."""

import codecs
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, cast

import yaml

from app.domain.records import PLURALS, RECORD_TYPES
from app.domain.records.choices import CHOICES
from app.errors import Problem
from app.services.read_rows import EVERY_ROW, JOINED
from app.services.split_rows import Form

LOOKED_AT = 64 * 1024
"""Bytes from which it is told what a file is."""
HELD_IN_MEMORY = 1024 * 1024
OLD_LETTERS = "cp1252"
"""How older programs write letters beyond ASCII."""
_ENDINGS = re.compile(r"(\.(csv|txt|tsv|json|ndjson|jsonl|gz|xls|xlsx))+$", re.IGNORECASE)
OTHERS: tuple[tuple[bytes, str], ...] = (
    (
        b"PK\x03\x04",
        "This is a zip file or an Excel workbook. In Excel choose “Save as”, “CSV UTF-8”; drop that.",
    ),
    (b"\xd0\xcf\x11\xe0", "This is an old Excel workbook. Choose “Save as”, “CSV UTF-8”, and drop that file."),
    (b"%PDF", "This is a PDF. Export the records from your CRM as CSV, and drop that file."),
    (b"<", "This is a web page or XML, even if it is called .xls. Export as CSV, and drop that file."),
)


def is_packed(start: bytes) -> bool:
    return start.startswith(b"\x1f\x8b")


def form_of(start: bytes) -> Form:
    """The form of a file by how it begins. Raises Problem (415) for what we do not read."""
    text = start.removeprefix(codecs.BOM_UTF8).lstrip()
    if is_utf16(start):
        raise _other("It is packed, and written in UTF-16. Unpack it, and drop what is in it.")
    for begins, says in OTHERS:
        if text.startswith(begins):
            raise _other(says)
    if b"\x00" in start:
        raise _other("This is a picture, or a program's own file. Export the records as CSV, and drop that file.")
    if not text:
        raise _other("The file is empty.")
    return "json" if text.startswith(b"[") else "ndjson" if text.startswith(b"{") else "csv"


def _other(says: str) -> Problem:
    return Problem(415, "wrong-format", "This file cannot be read here.", f"{says} Nothing was stored.")


def is_utf16(start: bytes) -> bool:
    """As Excel's “Unicode text” is."""
    return start[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def is_utf8(body: BinaryIO) -> bool:
    """Whether all of it is; it is read once, a piece at a time."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for piece in iter(lambda: body.read(HELD_IN_MEMORY), b""):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def in_utf8(body: BinaryIO, letters: str = OLD_LETTERS) -> BinaryIO:
    """The same text, written otherwise, in UTF-8: as older programs write it, or as ``letters`` says."""
    file = SpooledTemporaryFile(HELD_IN_MEMORY)  # noqa: SIM115
    decoder = codecs.getincrementaldecoder(letters)("replace")
    for piece in iter(lambda: body.read(HELD_IN_MEMORY), b""):
        file.write(decoder.decode(piece).encode())
    file.write(decoder.decode(b"", final=True).encode())
    file.seek(0)
    return cast(BinaryIO, file)


def type_named(file_name: str) -> str | None:
    """The kind of records a file's name tells; None when it tells none."""
    name = _ENDINGS.sub("", file_name.lower())
    if name in PLURALS:
        return PLURALS[name]
    stem = _compact(name)
    return next((type_ for type_, parts in _elsewhere()["files"].items() if any(part in stem for part in parts)), None)


def likely_type(columns: Sequence[str]) -> str:
    """The kind of records these columns speak of most; accounts where they speak of none."""
    types = sorted(RECORD_TYPES, key=lambda type_: type_ != "account")
    return max(types, key=lambda type_: len(set(suggested(type_, columns).values()) | _own(type_, columns)))


def suggested(type_: str, columns: Iterable[str], file_name: str = "") -> dict[str, str]:
    """Column to field, for columns that are called otherwise with us; no field twice, but for first and last name.

    Also what every row holds, where a file is of calls alone, of meetings alone, or of the stages of deals.
    """
    names = list(columns)
    taken, found = _own(type_, names), dict[str, str]()
    for name in names:
        field = _known(type_).get(_compact(name)) or _known(type_).get(_compact(name.partition("_-_")[2]))
        if field and field not in taken:
            found[name] = field
            taken.add(field)
    if JOINED in RECORD_TYPES[type_].model_fields and JOINED not in taken:
        found |= {name: JOINED for name in names if _compact(name) in _elsewhere()["joined"]}
    always = dict(_of_every_row(type_, names, file_name, taken))
    if "start_at" not in taken and {f"{EVERY_ROW}{kind}" for kind in ("call", "meeting", "email")} & always.keys():
        # What is called the date of a talk is when it was, not when it was due.
        found |= {name: "start_at" for name in found if _compact(name) == "activitydate"}
    return found | always


def _of_every_row(type_: str, columns: Sequence[str], file_name: str, taken: set[str]) -> Iterator[tuple[str, str]]:
    stem, called = _compact(_ENDINGS.sub("", file_name.lower())), [_compact(name) for name in columns]
    said = [stem, *called]
    if type_ == "activity":
        by_name = (kind for kind, parts in _elsewhere()["kinds"].items() if any(part in stem for part in parts))
        by_column = (kind for kind, parts in _elsewhere()["kind_columns"].items() if not {*parts}.isdisjoint(called))
        kind = next(by_name, None) or (next(by_column, None) if "kind" not in taken else None)
        if kind:
            yield f"{EVERY_ROW}{kind}", "kind"
    elif type_ == "field_change":
        if "record_type" not in taken and any("opportunit" in text or "deal" in text for text in said):
            yield f"{EVERY_ROW}opportunity", "record_type"
        if "field" not in taken and any("stage" in text for text in said):
            yield f"{EVERY_ROW}stage", "field"


def likely_meaning(place: str, word: str) -> str | None:
    """What a word most likely means in a field such as ``activity.kind``; None where that is anybody's guess."""
    said = _compact(word)
    same = next((choice for choice in CHOICES.get(place, ()) if _compact(choice) == said), None)
    return same or _elsewhere()["words"].get(place, {}).get(said)


def _own(type_: str, columns: Iterable[str]) -> set[str]:
    return set(columns) & RECORD_TYPES[type_].model_fields.keys()


@cache
def _known(type_: str) -> dict[str, str]:
    fields = RECORD_TYPES[type_].model_fields
    pairs = (
        (name, field)
        for known in (_elsewhere()["any"], _elsewhere().get(type_, {}))
        for field, names in known.items()
        if field in fields
        for name in _flat(names)
    )
    return {**dict(pairs), **{_compact(field): field for field in fields}}


@cache
def _elsewhere() -> Mapping[str, Mapping[str, Any]]:
    text = files("app").joinpath("data/columns.yaml").read_text(encoding="utf-8")
    return cast(Mapping[str, Mapping[str, Any]], yaml.safe_load(text))


def _flat(names: Iterable[str | list[str]]) -> Iterator[str]:
    for name in names:
        yield from [name] if isinstance(name, str) else name


def _compact(name: str) -> str:
    """In small letters without accents, and nothing but letters and digits."""
    return "".join(each for each in unicodedata.normalize("NFKD", name.lower()) if each.isalnum())
