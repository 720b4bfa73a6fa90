"""The table of each record type, and which of its columns hold what."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Table

from app.domain.records import RECORD_TYPES
from app.models.account import Account
from app.models.activity import Activity
from app.models.change import Change
from app.models.columns import Envelope, table_of
from app.models.commitment import Commitment
from app.models.contact import Contact
from app.models.directive import Directive
from app.models.field_change import FieldChange
from app.models.opportunity import Opportunity
from app.models.opportunity_contact import OpportunityContact
from app.models.quote import Quote
from app.models.scenario import Scenario
from app.models.user import User

MODELS: dict[str, type[Envelope]] = {
    "user": User,
    "account": Account,
    "contact": Contact,
    "opportunity": Opportunity,
    "opportunity_contact": OpportunityContact,
    "field_change": FieldChange,
    "quote": Quote,
    "activity": Activity,
    "change": Change,
    "commitment": Commitment,
    "scenario": Scenario,
    "directive": Directive,
}
TABLES: dict[str, Table] = {record_type: table_of(model) for record_type, model in MODELS.items()}
FIELDS: dict[str, tuple[str, ...]] = {
    record_type: tuple(name for name in record.model_fields if name not in ("id", "updated_at"))
    for record_type, record in RECORD_TYPES.items()
}
"""The fields of a record that are merged one by one."""
REQUIRED: dict[str, tuple[str, ...]] = {
    record_type: tuple(name for name, field in record.model_fields.items() if field.is_required() and name != "id")
    for record_type, record in RECORD_TYPES.items()
}


def named_type(record_type: str, field: str, values: Mapping[Any, Any]) -> str | None:
    """The record type a field names by id, if it names one; ``values`` are the record's, for those that say it."""
    if record_type == "field_change" and field == "record_id":
        named: str | None = values.get("record_type")
        return named
    return RECORD_TYPES[record_type].references.get(field)
