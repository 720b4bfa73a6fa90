"""From the fields somebody sent to a record that may be stored, or to the reasons why not."""

from collections.abc import Mapping
from datetime import tzinfo
from functools import cache
from typing import Any

from pydantic import BaseModel, Field, create_model

from app.domain.records import RECORD_TYPES, Option, Record
from app.domain.records.choices import Words, in_our_words
from app.services.incoming import Incoming
from app.services.strict_json import shown


@cache
def partial(type_: str) -> type[Record]:
    """The record class where nothing but the id must be sent, yet what is required cannot be cleared."""
    model = RECORD_TYPES[type_]
    optional: dict[str, Any] = {
        name: (field.rebuild_annotation(), Field(default_factory=lambda: None))
        for name, field in model.model_fields.items()
        if field.is_required() and name != "id"
    }
    return create_model(f"{model.__name__}Patch", __base__=model, **optional)


def read_record(
    type_: str,
    fields: Mapping[str, Any],
    *,
    is_patch: bool = False,
    columns: frozenset[str] | None = None,
    zone: tzinfo | None = None,
    words: Words | None = None,
) -> Incoming:
    """The record of ``type_`` in these fields.

    A patch changes the fields it names. With ``columns`` (of a CSV) only those are replaced; else all are.
    Naive instants are read in ``zone``; ``words`` is what the CRM's own words mean.
    Raises pydantic's ValidationError for what does not fit.
    """
    model = partial(type_) if is_patch else RECORD_TYPES[type_]
    said = in_our_words(type_, fields, words) if words else fields
    record = model.model_validate(said, context={"zone": zone})
    given = record.model_fields_set if is_patch else columns
    return Incoming(type_, record, None if given is None else frozenset(given), is_patch, False)


def deletion(type_: str, id_: str) -> Incoming:
    """The tombstone of a record. Raises pydantic's ValidationError when the id does not fit."""
    return Incoming(type_, partial(type_).model_validate({"id": id_}), None, False, True)


def unknown_fields(type_: str, fields: Mapping[str, Any]) -> list[str]:
    """The fields sent that no record of this type has, safe to show."""
    unknown = _unknown(RECORD_TYPES[type_], fields)
    for option in fields.get("options") or () if type_ == "scenario" else ():
        if isinstance(option, Mapping):
            unknown += [f"options/{name}" for name in _unknown(Option, option)]
    return unknown


def _unknown(model: type[BaseModel], fields: Mapping[str, Any]) -> list[str]:
    unknown = fields.keys() - _fields(model)
    return [shown(name) for name in fields if name in unknown] if unknown else []


@cache
def _fields(model: type[BaseModel]) -> frozenset[str]:
    return frozenset(model.model_fields)
