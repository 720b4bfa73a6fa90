"""What is changing, and the plans for it."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from app.domain import terms
from app.domain.records.fields import (
    Day,
    Id,
    Instant,
    Note,
    Number,
    Record,
)


class Change(Record):
    """Something that is changing at an account and asks for leadership."""

    references = {"account_id": "account"}
    account_id: Id
    kind: terms.ChangeKind | None = None
    intensity: Annotated[int, Field(ge=1, le=3), Number] | None = None
    noticed_on: Day
    ended_on: Day | None = None
    note: Note | None = None


class Option(BaseModel):
    """One thing we would do, and who accepted to carry it out."""

    model_config = ConfigDict(extra="ignore", frozen=True)
    what: Note
    owner_id: Id | None = None
    accepted_on: Day | None = None


class Scenario(Record):
    """What if: a plan that is ready before the change comes."""

    references = {"account_id": "account", "change_id": "change"}
    account_id: Id
    change_id: Id | None = None
    what_if: Note
    trigger: terms.Trigger | None = None
    trigger_days: Annotated[int, Field(ge=0, le=3650), Number] | None = None
    options: Annotated[list[Option], Field(max_length=50)] | None = None
    rehearsed_on: Day | None = None
    fired_at: Instant | None = None
    answered_at: Instant | None = None
