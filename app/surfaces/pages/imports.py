"""Imports: all of them, one of them, and a dropped file before it is one."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.domain.records import PLURALS, RECORD_TYPES
from app.domain.records.choices import CHOICES
from app.domain.wording.mapping import field_title, meaning
from app.surfaces.pages.rendering import Frame, render

MOST_COLUMNS = 120
STATES = {
    "held": "waits for you",
    "queued": "waits for its turn",
    "running": "is being read",
    "done": "done",
    "cancelled": "cancelled",
    "failed": "stopped",
}
FORMS = {"csv": "CSV", "ndjson": "JSON, a record a line", "json": "JSON"}
RECORDS = {type_: plural.replace("_", " ") for plural, type_ in PLURALS.items()}
"""The kinds of records as people call them."""


def imports_html(imports: Sequence[Mapping[str, Any]], sources: Sequence[str], frame: Frame) -> str:
    return render("imports.html", frame=frame, imports=imports, sources=sources, **_words())


def import_html(found: Mapping[str, Any], frame: Frame) -> str:
    return render("import.html", frame=frame, found=found, **_words())


def look_html(found: Mapping[str, Any], look: Any, frame: Frame) -> str:
    """``look`` is what the first rows would become."""
    fields = list(RECORD_TYPES[found["type"]].model_fields) if found["type"] and found["form"] == "csv" else []
    return render("look.html", frame=frame, found=found, look=look, fields=fields, most=MOST_COLUMNS, **_words())


def _words() -> dict[str, Any]:
    return {
        "STATES": STATES,
        "FORMS": FORMS,
        "RECORDS": RECORDS,
        "CHOICES": CHOICES,
        "field_title": field_title,
        "meaning": meaning,
        "called": called,
    }


def called(found: Mapping[str, Any]) -> str:
    """The file's name, or what it is without one."""
    return str(found["file_name"] or "From a program")
