"""The forms by which people put changes, plans and promises on file."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from functools import partial
from itertools import chain
from typing import Any, Literal

from app.domain.wording.names import capitalised
from app.domain.wording.plans import WAITS_FOR
from app.errors import FieldError
from app.services.stated_records import About
from app.surfaces.pages.rendering import Frame, render

Kind = Literal["line", "text", "day", "number", "choice"]
Values = Mapping[str, str]
PLACE = re.compile(r"options/(\d{1,2})/")
SPARE_OPTIONS, MOST_OPTIONS = 2, 50
CHANGES = {
    "sponsor_left": "A sponsor left",
    "new_executive": "A new executive",
    "reorganisation": "A reorganisation",
    "merger": "A merger",
    "competitor": "A competitor moves in",
    "budget": "The budget changes",
    "regulation": "A new regulation",
    "product_end": "A product ends",
    "renewal": "A renewal",
    "other": "Something else",
}
INTENSITIES = {"1": "Small", "2": "Serious", "3": "Very serious"}
SIDES = {"us": "We promised", "customer": "The customer promised"}
TRIGGERS = {
    str(code): capitalised(words.format(days="so many days")) for code, words in WAITS_FOR.items() if code is not None
}


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    label: str
    kind: Kind
    is_required: bool = False
    hint: str = ""
    choices: Mapping[str, str] | str | None = None
    """Code to words, or the record type to choose from."""
    none: str = "not known"
    """What an open choice says."""
    is_later: bool = False
    """Not asked for when the record is new: it has not happened yet."""


@dataclass(frozen=True, slots=True)
class FormOf:
    fields: tuple[Field, ...]
    new: str
    """What opens an empty form."""
    title: str


OPTION = (
    Field("what", "What", "line"),
    Field("owner_id", "Who does it", "choice", choices="user", none="nobody is asked yet"),
    Field("accepted_on", "Accepted on", "day"),
)
FORMS = {
    "change": FormOf(
        (
            Field("kind", "What is changing", "choice", choices=CHANGES),
            Field("noticed_on", "Noticed on", "day", is_required=True),
            Field(
                "intensity",
                "How serious",
                "choice",
                choices=INTENSITIES,
                none="not said",
                hint="Not said counts as small.",
            ),
            Field("note", "In your own words", "text"),
            Field("ended_on", "Over since", "day", is_later=True, hint="Empty while it goes on."),
        ),
        new="Note a change",
        title="A change",
    ),
    "scenario": FormOf(
        (
            Field("what_if", "What if", "text", is_required=True),
            Field("change_id", "For this change", "choice", choices="change", none="none on file"),
            Field("trigger", "Or set off by", "choice", choices=TRIGGERS, none="nothing by itself"),
            Field("trigger_days", "How many days", "number", hint="Where days set it off."),
            Field("rehearsed_on", "Rehearsed on", "day", is_later=True),
            Field("fired_at", "It came on", "day", is_later=True),
            Field("answered_at", "We answered on", "day", is_later=True),
        ),
        new="Write a plan",
        title="A plan for what may come",
    ),
    "commitment": FormOf(
        (
            Field("made_by", "Who promised", "choice", is_required=True, choices=SIDES, none="choose"),
            Field("what", "What", "line", is_required=True),
            Field("due_on", "By when", "day"),
            Field("user_id", "Who of us", "choice", choices="user"),
            Field("contact_id", "Who of them", "choice", choices="contact"),
            Field("opportunity_id", "For which deal", "choice", choices="opportunity", none="none"),
            Field("made_on", "Promised on", "day"),
            Field("kept_on", "Kept on", "day", is_later=True),
            Field("broken_on", "Broken on", "day", is_later=True),
        ),
        new="Note a promise",
        title="A promise",
    ),
}


def to_begin_with(type_: str, about: About) -> dict[str, str]:
    """What an empty form proposes."""
    return {"noticed_on": about.today.isoformat()} if type_ == "change" else {}


def values_of(type_: str, row: Mapping[str, Any], zone: tzinfo) -> dict[str, str]:
    """A record as its form holds it."""
    found = {field.name: _typed(row[field.name], zone) for field in FORMS[type_].fields}
    for place, option in enumerate(row.get("options") or ()):
        found |= {f"options/{place}/{field.name}": _typed(option[field.name], zone) for field in OPTION}
    return found


def _typed(value: Any, zone: tzinfo) -> str:
    if isinstance(value, datetime):
        return value.astimezone(zone).date().isoformat()
    return value.isoformat() if isinstance(value, date) else "" if value is None else str(value)


def form_view(
    type_: str,
    about: About,
    values: Values,
    *,
    id_: str = "",
    known: tuple[int, int] | None = None,
    errors: Sequence[FieldError] = (),
    now: Values | None = None,
) -> dict[str, Any]:
    """What the template needs of a form. ``id_`` is that of a new record, ``known`` number and version of one there is.

    ``now`` is what such a one says, where somebody else changed it since the form was opened.
    """
    form = FORMS[type_]
    wrong = {error.field: error.detail for error in reversed(errors)}
    shown = partial(_shown, about, values, wrong, now)
    fields = [shown(each, each.name) for each in form.fields if known or not each.is_later]
    options = [[shown(each, f"options/{place}/{each.name}") for each in OPTION] for place in _places(type_, values)]
    everything = [*fields, *chain.from_iterable(options)]
    bad = [each["name"] for each in everything if each["error"]]
    return {
        "type": type_,
        "title": form.title,
        "new": form.new,
        "address": f"/records/{type_}/{known[0]}" if known else f"/accounts/{about.account}/records/{type_}",
        "kept": ("version", known[1]) if known else ("id", id_),
        "is_known": known is not None,
        "is_changed": now is not None,
        "fields": fields,
        "options": options,
        "bad": bad,
        "complaints": [
            *({"name": each["name"], "says": each["error"]} for each in everything if each["error"]),
            *({"name": "", "says": wrong[name]} for name in wrong if name not in bad),
        ],
    }


def _places(type_: str, values: Values) -> range:
    if type_ != "scenario":
        return range(0)
    filled = [int(found[1]) for name in values if values[name] and (found := PLACE.match(name))]
    return range(min(max(filled, default=-1) + 1 + SPARE_OPTIONS, MOST_OPTIONS))


def _shown(about: About, values: Values, wrong: Values, now: Values | None, field: Field, name: str) -> dict[str, Any]:
    known: Mapping[Any, str] = about.choices[field.choices] if isinstance(field.choices, str) else field.choices or {}
    choices = {str(code): words for code, words in known.items()}
    value, error = values.get(name, ""), wrong.get(name, "")
    if now is not None and now.get(name, "") != value.strip():
        says = now.get(name, "")
        error = f"Now it says “{choices.get(says, says)}”." if says else "Now it is empty."
    return {
        "name": name,
        "label": field.label,
        "kind": field.kind,
        "is_required": field.is_required,
        "hint": field.hint,
        "none": field.none,
        "value": value,
        "choices": choices,
        "error": f"{field.label}: {error}" if error[:1].islower() else error,
    }


def form_html(form: Mapping[str, Any], about: About, frame: Frame) -> str:
    """The form on a page of its own."""
    return render("plan_form_page.html", frame=frame, form=form, about=about)
