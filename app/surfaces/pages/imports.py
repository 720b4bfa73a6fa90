"""Imports: all of them, one of them, and a dropped file before it is one."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.domain.records import RECORD_TYPES
from app.domain.records.choices import CHOICES
from app.domain.wording.mapping import field_title
from app.surfaces.pages.rendering import Frame, render
from app.surfaces.pages.words import meaning, worded, words_of
from app.surfaces.texts.catalogues import N_, _

MOST_COLUMNS = 120
MOST_LEFT_OUT = 200
STATES = {
    "held": N_("waits for you"),
    "queued": N_("waits for its turn"),
    "running": N_("is being read"),
    "done": N_("done"),
    "cancelled": N_("cancelled"),
    "failed": N_("stopped"),
}
FORMS = {"csv": "CSV", "ndjson": N_("JSON, a record a line"), "json": "JSON"}


def imports_html(imports: Sequence[Mapping[str, Any]], sources: Sequence[str], frame: Frame) -> str:
    return render("imports.html", frame=frame, imports=imports, sources=sources, **_words())


def import_html(found: Mapping[str, Any], frame: Frame) -> str:
    return render("import.html", frame=frame, found=found, **_words())


def look_html(found: Mapping[str, Any], look: Any, frame: Frame) -> str:
    """``look`` is what the first rows would become."""
    fields = list(RECORD_TYPES[found["type"]].model_fields) if found["type"] and found["form"] == "csv" else []
    most = {"most": MOST_COLUMNS, "listed": MOST_LEFT_OUT}
    return render("look.html", frame=frame, found=found, look=look, fields=fields, **most, **_words())


def _words() -> dict[str, Any]:
    return {
        "STATES": {code: _(said) for code, said in STATES.items()},
        "FORMS": {code: _(said) for code, said in FORMS.items()},
        "RECORDS": words_of("records"),
        "CHOICES": CHOICES,
        "field_title": lambda place: worded(field_title(place)),
        "meaning": meaning,
        "called": called,
    }


def called(found: Mapping[str, Any]) -> str:
    """The file's name, or what it is without one."""
    return str(found["file_name"] or _("From a program"))
