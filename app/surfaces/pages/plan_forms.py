"""The forms by which people put changes, plans and promises on file."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from functools import partial
from itertools import chain
from typing import Any, Literal

from app.errors import FieldError
from app.services.stated_records import About
from app.surfaces.pages.rendering import Frame, render
from app.surfaces.pages.words import TRIGGERS, worded
from app.surfaces.texts.catalogues import N_, _

Kind = Literal["line", "text", "day", "number", "choice", "person"]
Values = Mapping[str, str]
PLACE = re.compile(r"options/(\d{1,2})/")
SPARE_OPTIONS, MOST_OPTIONS = 2, 50
CHANGES = {
    "sponsor_left": N_("A sponsor left"),
    "new_executive": N_("A new executive"),
    "reorganisation": N_("A reorganisation"),
    "merger": N_("A merger"),
    "competitor": N_("A competitor moves in"),
    "budget": N_("The budget changes"),
    "regulation": N_("A new regulation"),
    "product_end": N_("A product ends"),
    "renewal": N_("A renewal"),
    "other": N_("Something else"),
}
INTENSITIES = {"1": N_("Small"), "2": N_("Serious"), "3": N_("Very serious")}
SIDES = {"us": N_("We promised"), "customer": N_("The customer promised")}


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    label: str
    kind: Kind
    is_required: bool = False
    hint: str = ""
    choices: Mapping[str, str] | str | None = None
    """Code to words, or the record type to choose from."""
    none: str = N_("not known")
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
    Field("what", N_("What"), "line"),
    Field("owner_id", N_("Who does it"), "choice", choices="user", none=N_("nobody is asked yet")),
    Field("accepted_on", N_("Accepted on"), "day"),
)
FORMS = {
    "change": FormOf(
        (
            Field("kind", N_("What is changing"), "choice", choices=CHANGES),
            Field("noticed_on", N_("Noticed on"), "day", is_required=True),
            Field(
                "intensity",
                N_("How serious"),
                "choice",
                choices=INTENSITIES,
                none=N_("not said"),
                hint=N_("Not said counts as small."),
            ),
            Field("note", N_("In your own words"), "text"),
            Field("ended_on", N_("Over since"), "day", is_later=True, hint=N_("Empty while it goes on.")),
        ),
        new=N_("Note a change"),
        title=N_("A change"),
    ),
    "scenario": FormOf(
        (
            Field("what_if", N_("What if"), "text", is_required=True),
            Field("change_id", N_("For this change"), "choice", choices="change", none=N_("none on file")),
            Field("trigger", N_("Or set off by"), "choice", choices=TRIGGERS, none=N_("nothing by itself")),
            Field("trigger_days", N_("How many days"), "number", hint=N_("Where days set it off.")),
            Field("rehearsed_on", N_("Rehearsed on"), "day", is_later=True),
            Field("fired_at", N_("It came on"), "day", is_later=True),
            Field("answered_at", N_("We answered on"), "day", is_later=True),
        ),
        new=N_("Write a plan"),
        title=N_("A plan for what may come"),
    ),
    "commitment": FormOf(
        (
            Field("made_by", N_("Who promised"), "choice", is_required=True, choices=SIDES, none=N_("choose")),
            Field("what", N_("What"), "line", is_required=True),
            Field("due_on", N_("By when"), "day"),
            Field("user_id", N_("Who of us"), "choice", choices="user"),
            Field("contact_id", N_("Who of them"), "choice", choices="contact"),
            Field("opportunity_id", N_("For which deal"), "choice", choices="opportunity", none=N_("none")),
            Field("made_on", N_("Promised on"), "day"),
            Field("kept_on", N_("Kept on"), "day", is_later=True),
            Field("broken_on", N_("Broken on"), "day", is_later=True),
        ),
        new=N_("Note a promise"),
        title=N_("A promise"),
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
        "title": _(form.title),
        "new": _(form.new),
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
    if isinstance(field.choices, str):
        choices = {str(code): words for code, words in about.choices[field.choices].items()}
    else:
        choices = {code: _(words) for code, words in (field.choices or {}).items()}
    label = _(field.label)
    value, error = values.get(name, ""), wrong.get(name, "")
    is_written = field.choices == "user" and not about.people.are_few
    if is_written:
        value = choices.get(value, value)
        now = now and {**now, name: choices.get(now.get(name, ""), "")}
    if now is not None and now.get(name, "") != value.strip():
        says = now.get(name, "")
        error = _("Now it says “%(value)s”.", value=choices.get(says, says)) if says else _("Now it is empty.")
    return {
        "name": name,
        "label": label,
        "kind": "person" if is_written else field.kind,
        "is_required": field.is_required,
        "hint": _("Write the name, or its beginning.") if is_written else worded(field.hint),
        "none": _(field.none),
        "value": value,
        "choices": choices,
        "error": f"{label}: {error}" if error[:1].islower() else error,
    }


def form_html(form: Mapping[str, Any], about: About, frame: Frame) -> str:
    """The form on a page of its own."""
    return render("plan_form_page.html", frame=frame, form=form, about=about, our_people=about.people.proposed)
