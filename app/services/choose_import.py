"""What somebody who looked at a dropped file says of it: which records it holds, and what its columns mean."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import available_timezones

from sqlalchemy import Engine

from app.domain.records import RECORD_TYPES
from app.errors import FieldError, does_not_fit
from app.services.correct_words import Correction
from app.services.read_rows import SLASHED, csv_columns, is_of_file
from app.services.recognise import likely_meaning, suggested
from app.services.run_import import body_of
from app.services.split_rows import csv_rows

MOST_COLUMNS = 120
"""Columns somebody is asked about; the rest are read by their names."""
MOST_WORDS = 20


@dataclass(frozen=True, slots=True)
class Choice:
    type: str | None
    zone: str
    columns: dict[str, str] | None

    @property
    def values(self) -> dict[str, Any]:
        return {"type": self.type, "zone": self.zone, "columns": self.columns}


def choose(engine: Engine, held: Mapping[str, Any], form: Mapping[str, str]) -> Choice:
    """Raises Problem (422) for a kind of record or a time zone there is none of.

    With another kind of record the columns are guessed anew.
    """
    type_, zone = form.get("type", held["type"] or "") or None, form.get("zone", held["zone"] or "UTC").strip()
    if type_ not in RECORD_TYPES and not (type_ is None and held["form"] != "csv"):
        raise does_not_fit(FieldError("/type", "unknown", "Say which records these are."))
    if zone not in available_timezones():
        raise does_not_fit(FieldError("/zone", "unknown", "Write a time zone such as Europe/Berlin."))
    if held["form"] != "csv" or type_ is None:
        return Choice(type_, zone, None)
    names = csv_columns(next(csv_rows(body_of(engine, held)), None))
    if type_ != held["type"]:
        slashed = {name: "" for name in held["columns"] or {} if name in SLASHED}
        return Choice(type_, zone, suggested(type_, names, held["file_name"] or "") | slashed)
    before = held["columns"] or {}
    names += filter(is_of_file, before)
    return Choice(type_, zone, dict(_said(names, type_, before, form)))


def _said(
    names: Iterable[str], type_: str, before: Mapping[str, str], form: Mapping[str, str]
) -> Iterable[tuple[str, str]]:
    for place, name in enumerate(names):
        field = form.get(f"column.{place}", before.get(name, name))
        if field != name and (not field or field in RECORD_TYPES[type_].model_fields):
            yield name, field


def words_chosen(form: Mapping[str, str], *, is_final: bool) -> list[Correction]:
    """What words that were not known mean, as far as somebody said it; what we proposed counts when it is final."""
    found = []
    for place in range(MOST_WORDS):
        about, _, word = form.get(f"word.{place}", "").partition("|")
        means = form.get(f"means.{place}")
        if means and (is_final or means != likely_meaning(about, word)):
            found.append(Correction(about, word, means))
    return found
