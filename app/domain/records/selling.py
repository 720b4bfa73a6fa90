"""What we try to sell: opportunities, their history and quotes."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from app.domain import terms
from app.domain.records.fields import (
    Day,
    Id,
    Instant,
    Money,
    Name,
    Note,
    Record,
    Text,
    Word,
)


class Opportunity(Record):
    """A possible sale."""

    references = {"account_id": "account", "owner_id": "user", "primary_contact_id": "contact"}
    tracked = ("owner_id", "stage", "expected_close_on", "next_step", "next_step_due_on", "amount")
    account_id: Id | None = None
    owner_id: Id | None = None
    name: Name | None = None
    kind: terms.OpportunityKind | None = None
    stage: Word | None = None
    stage_kind: terms.StageKind | None = None
    amount: Money | None = None
    currency: Annotated[Text, Field(min_length=3, max_length=3)] | None = None
    amount_home: Money | None = None
    started_by: terms.Starter | None = None
    primary_contact_id: Id | None = None
    next_step: Note | None = None
    next_step_due_on: Day | None = None
    created_at: Instant | None = None
    expected_close_on: Day | None = None
    closed_at: Instant | None = None
    is_closed: bool | None = None
    is_won: bool | None = None


class FieldChange(Record):
    """A change of one field that the CRM kept, such as its stage history."""

    record_type: Annotated[str, Field(pattern="^(user|account|contact|opportunity)$")]
    record_id: Id
    field: Word
    old: Note | None = None
    new: Note | None = None
    stage_kind: terms.StageKind | None = None
    changed_at: Instant
    actor_id: Id | None = None
    references = {"actor_id": "user"}

    @model_validator(mode="after")
    def _names_a_record_in_full(self) -> Self:
        if len(self.model_fields_set & {"record_type", "record_id"}) == 1:
            raise ValueError("record_type and record_id name a record together; send both")
        return self


class OpportunityContact(Record):
    """The part a person plays in one opportunity; it wins over the contact's own role and stance."""

    references = {"opportunity_id": "opportunity", "contact_id": "contact"}
    opportunity_id: Id
    contact_id: Id
    role: terms.ContactRole | None = None
    stance: terms.Stance | None = None


class Quote(Record):
    """A priced offer."""

    references = {
        "account_id": "account",
        "opportunity_id": "opportunity",
        "owner_id": "user",
        "revises_id": "quote",
    }
    account_id: Id | None = None
    opportunity_id: Id | None = None
    owner_id: Id | None = None
    status: terms.QuoteStatus | None = None
    complexity: terms.Complexity | None = None
    amount: Money | None = None
    currency: Annotated[Text, Field(min_length=3, max_length=3)] | None = None
    requested_at: Instant | None = None
    sent_at: Instant | None = None
    answered_at: Instant | None = None
    valid_until_on: Day | None = None
    revises_id: Id | None = None
    revision_cause: terms.RevisionCause | None = None
