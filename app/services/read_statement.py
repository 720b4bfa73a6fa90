"""What a person typed into a form, as a record, or every reason why it is none."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from pydantic import ValidationError

from app.domain.records import RECORD_TYPES, Record
from app.domain.stating import faults
from app.errors import DAY, FieldError, does_not_fit, field_errors
from app.models.records import FIELDS
from app.services.show_records import Caller
from app.services.stated_records import About

_OPTION = re.compile(r"options/(\d{1,2})/(?:what|owner_id|accepted_on)")
Form = Mapping[str, str]


def read_statement(caller: Caller, type_: str, id_: str, account: int, form: Form, about: About) -> Record:
    """``caller`` asks as the source of what people state. Fields of the form are called as those of the record; an
    option's as ``options/0/what``; a reference is our number.

    Raises Problem (422) whose pointers name the form's fields.
    """
    errors: list[FieldError] = []
    fields: dict[str, Any] = {"id": id_, "account_id": caller.ids("account", [account])[account]}
    for name in FIELDS[type_]:
        text = form.get(name, "").strip()
        if text and name not in ("account_id", "options"):
            target = RECORD_TYPES[type_].references.get(name)
            fields[name] = _value(caller, target, name, text, about, errors)
    places = sorted({int(option[1]) for name in form if (option := _OPTION.fullmatch(name)) and form[name].strip()})
    if places:
        fields["options"] = [_option(caller, place, form, about, errors) for place in places]
    try:
        record = RECORD_TYPES[type_].model_validate(fields)
        found = faults(record, about.today, about.now)
        wrong = [FieldError(f"/{each.field}", each.code, each.detail) for each in found]
    except ValidationError as error:
        wrong = list(field_errors(error))
    known = {error.pointer for error in errors}
    errors += [each for each in _placed(wrong, places) if each.pointer not in known]
    if errors:
        raise does_not_fit(*errors)
    return record


def _option(caller: Caller, place: int, form: Form, about: About, errors: list[FieldError]) -> dict[str, Any]:
    found = {}
    for name, target in (("what", None), ("owner_id", "user"), ("accepted_on", None)):
        text = form.get(f"options/{place}/{name}", "").strip()
        if text:
            found[name] = _value(caller, target, f"options/{place}/{name}", text, about, errors)
    return found


def _value(caller: Caller, target: str | None, name: str, text: str, about: About, errors: list[FieldError]) -> Any:
    """As a record holds it: a reference as an id, the day of an instant as its start where the workspace is."""
    if target:
        number = int(text) if text.isascii() and text.isdecimal() and len(text) < 11 else 0
        if number not in about.choices[target] and target == "user" and not about.people.are_few:
            number = about.people.number_of(text) or 0
        if number not in about.choices[target]:
            is_written = target == "user" and not about.people.are_few
            says = about.people.unclear(text) if is_written else "Choose one of the list."
            errors.append(FieldError(f"/{name}", "unknown", says))
            return None
        return caller.ids(target, [number])[number]
    if name.endswith("_at"):
        try:
            return datetime.combine(date.fromisoformat(text), time(), about.zone)
        except ValueError:
            errors.append(FieldError(f"/{name}", "not_a_day", DAY))
            return None
    return text


def _placed(found: Iterable[FieldError], places: list[int]) -> Iterable[FieldError]:
    """With options named by their place in the form, where empty ones may stand between."""
    for error in found:
        steps = error.pointer.split("/")
        if steps[1:2] == ["options"] and len(steps) > 2:
            steps[2] = str(places[int(steps[2])])
        yield replace(error, pointer="/".join(steps))
