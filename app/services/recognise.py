"""What a file is that somebody dropped: its form, the kind of its records, and what its columns mean."""

import codecs
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, cast

import yaml

from app.domain.records import PLURALS, RECORD_TYPES
from app.domain.records.choices import CHOICES
from app.errors import Problem
from app.services.split_rows import Form

LOOKED_AT = 64 * 1024
"""Bytes from which it is told what a file is."""
HELD_IN_MEMORY = 1024 * 1024
OLD_LETTERS = "cp1252"
"""How older programs write letters beyond ASCII."""
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
    if start[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        raise _other("It is written in UTF-16, as Excel's “Unicode text”. Save it as “CSV UTF-8”, and drop that file.")
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


def in_utf8(body: BinaryIO) -> BinaryIO:
    """The same text, written by an older program, in UTF-8."""
    file = SpooledTemporaryFile(HELD_IN_MEMORY)  # noqa: SIM115
    for piece in iter(lambda: body.read(HELD_IN_MEMORY), b""):
        file.write(piece.decode(OLD_LETTERS, "replace").encode())
    file.seek(0)
    return cast(BinaryIO, file)


def type_named(file_name: str) -> str | None:
    """The kind of records a file's name tells; None when it tells none."""
    stem = _compact(file_name.partition(".")[0])
    if file_name.partition(".")[0].lower() in PLURALS:
        return PLURALS[file_name.partition(".")[0].lower()]
    return next((type_ for type_, parts in _elsewhere()["files"].items() if any(part in stem for part in parts)), None)


def likely_type(columns: Sequence[str]) -> str:
    """The kind of records these columns speak of most."""
    return max(RECORD_TYPES, key=lambda type_: len(set(suggested(type_, columns).values()) | _own(type_, columns)))


def suggested(type_: str, columns: Iterable[str]) -> dict[str, str]:
    """Column to field, for columns that are called otherwise with us; no field twice."""
    names = list(columns)
    taken, found = _own(type_, names), dict[str, str]()
    for name in names:
        field = _known(type_).get(_compact(name))
        if field and field not in taken:
            found[name] = field
            taken.add(field)
    return found


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
        for name in names
    )
    return {**dict(pairs), **{_compact(field): field for field in fields}}


@cache
def _elsewhere() -> Mapping[str, Mapping[str, Any]]:
    text = files("app").joinpath("data/columns.yaml").read_text(encoding="utf-8")
    return cast(Mapping[str, Mapping[str, Any]], yaml.safe_load(text))


def _compact(name: str) -> str:
    return "".join(each for each in name.lower() if each.isalnum())
