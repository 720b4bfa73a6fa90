"""Fields whose value is one of a few words, and what the CRM's own words for them mean."""

from collections.abc import Iterator, Mapping
from typing import Any, Literal, get_args, get_origin

from app.domain.records.fields import Record
from app.domain.records.people import Account, Contact, User
from app.domain.records.selling import Opportunity, OpportunityContact, Quote
from app.domain.records.work import Activity

Words = Mapping[str, Mapping[str, str]]
"""Type and field, as in ``activity.kind``, to the CRM's words in lower case, to ours."""
MAPPED: dict[str, type[Record]] = {
    "user": User,
    "account": Account,
    "contact": Contact,
    "opportunity": Opportunity,
    "opportunity_contact": OpportunityContact,
    "quote": Quote,
    "activity": Activity,
}


def _options(annotation: Any) -> Iterator[str]:
    if get_origin(annotation) is Literal:
        yield from get_args(annotation)
    else:
        for part in get_args(annotation):
            yield from _options(part)


CHOICES: dict[str, tuple[str, ...]] = {
    f"{type_}.{name}": options
    for type_, model in MAPPED.items()
    for name, field in model.model_fields.items()
    if (options := tuple(_options(field.annotation)))
}
"""The words each of these fields knows."""
BY_TYPE: dict[str, tuple[str, ...]] = {
    type_: tuple(place.partition(".")[2] for place in CHOICES if place.startswith(f"{type_}.")) for type_ in MAPPED
}


def in_our_words(type_: str, fields: Mapping[str, Any], words: Words) -> Mapping[str, Any]:
    """The fields with the CRM's words put into ours, as the workspace means them."""
    said = {
        name: known[word]
        for name in BY_TYPE.get(type_, ())
        if (known := words.get(f"{type_}.{name}"))
        and isinstance(value := fields.get(name), str)
        and (word := value.strip().lower()) in known
    }
    return {**fields, **said} if said else fields


def has_words(type_: str, fields: Mapping[str, Any]) -> bool:
    """Whether a field holds a word that may be the CRM's own; a purpose always may."""
    return any(
        isinstance(value := fields.get(name), str) and (name == "purpose" or value not in CHOICES[f"{type_}.{name}"])
        for name in BY_TYPE.get(type_, ())
    )
