"""The canonical records every connector, import and API call speaks.

Ids are the caller's own. A missing field means *not known*.
"""

from app.domain.records.fields import Record
from app.domain.records.people import Account, Contact, User
from app.domain.records.planning import Change, Option, Scenario
from app.domain.records.selling import FieldChange, Opportunity, OpportunityContact, Quote
from app.domain.records.work import Activity, Commitment, Directive

RECORD_TYPES: dict[str, type[Record]] = {
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
PLURALS: dict[str, str] = {
    "users": "user",
    "accounts": "account",
    "contacts": "contact",
    "opportunities": "opportunity",
    "opportunity_contacts": "opportunity_contact",
    "field_changes": "field_change",
    "quotes": "quote",
    "activities": "activity",
    "changes": "change",
    "commitments": "commitment",
    "scenarios": "scenario",
    "directives": "directive",
}

__all__ = [
    "PLURALS",
    "RECORD_TYPES",
    "Account",
    "Activity",
    "Change",
    "Commitment",
    "Contact",
    "Directive",
    "FieldChange",
    "Opportunity",
    "OpportunityContact",
    "Option",
    "Quote",
    "Record",
    "Scenario",
    "User",
]
