"""Keeping what arrives from bringing back somebody who was erased."""

from collections import ChainMap
from typing import Any

from app.domain.records import RECORD_TYPES, FieldChange, Record
from app.errors import FieldError, Problem
from app.models.erasure import ERASABLE, erased_numbers
from app.services.references import References

OWNERS = {field: of for each in RECORD_TYPES.values() for field, of in each.references.items() if of in ERASABLE}
"""Field to the type of person it names."""
ERASED = FieldError(
    "/id", "erased", "Records of this id are kept out, so that the person does not come back; another id is taken."
)


class ErasedPeople:
    def __init__(self, references: References) -> None:
        self._numbers = erased_numbers(references.ever_erased)
        self._references = references

    def own(self, record_type: str, number: int, record: Record) -> bool:
        """Whether the record is of somebody erased, or tells how a field of theirs changed."""
        if not self._numbers:
            return False
        if isinstance(record, FieldChange) and record.record_type in ERASABLE:
            return (record.record_type, self._references.id_of(record.record_type, record.record_id)) in self._numbers
        return (record_type, number) in self._numbers

    def left_out(self, record_type: str, before: dict[str, Any], values: dict[str, Any]) -> dict[str, Any]:
        """The values without a text about nobody but them, and without their ids as texts."""
        if not self._numbers:
            return values
        row = ChainMap(values, before)
        if record_type == "activity":
            people = {*(row["contact_ids"] or ()), *(row["attended_ids"] or ())}
            if people and all(("contact", one) in self._numbers for one in people):
                return values | {name: None for name in ("subject", "body") if name in values}
        if record_type == "field_change" and row["field"] in OWNERS:
            of = OWNERS[row["field"]]
            said = {name: values[name] for name in ("old", "new") if name in values}
            return values | {name: self._references.nameless(of, id_) for name, id_ in said.items()}
        return values


def refuse_erased(status: str, *, is_deletion: bool) -> None:
    """Raises Problem 410 where a record that says something was kept out; a deletion of it has nothing left to do."""
    if status == "erased" and not is_deletion:
        raise Problem(410, "erased", "This person was erased.", ERASED.detail, errors=(ERASED,))
