"""Who sells and who buys."""

from typing import Annotated

from pydantic import AfterValidator, Field, ValidationInfo

from app.domain import terms
from app.domain.records.fields import (
    Count,
    Day,
    Id,
    IdList,
    Instant,
    Name,
    Note,
    Number,
    Positive,
    Record,
    Text,
    Word,
)


def _another(id_: str | None, info: ValidationInfo) -> str | None:
    if id_ is not None and id_ == info.data.get("id"):
        raise ValueError("is the record itself; name the record that stands for both, or leave it out")
    return id_


Another = Annotated[Id | None, AfterValidator(_another)]


class User(Record):
    """A seller, manager or supporter in the CRM."""

    references = {"manager_id": "user"}
    tracked = ("role",)
    name: Name | None = None
    email: Name | None = None
    title: Name | None = None
    team: Word | None = None
    manager_id: Id | None = None
    role: terms.UserRole | None = None
    time_zone: Word | None = None
    started_on: Day | None = None
    away_until_on: Day | None = None
    active: bool | None = None


class Account(Record):
    """A company we sell to, or might."""

    references = {
        "owner_id": "user",
        "shared_with_ids": "user",
        "parent_id": "account",
        "merged_into_id": "account",
    }
    tracked = ("owner_id", "tier", "aim")
    name: Name | None = None
    owner_id: Id | None = None
    shared_with_ids: IdList | None = None
    aim: terms.Aim | None = None
    aim_until_on: Day | None = None
    tier: terms.Tier | None = None
    fit: Annotated[float, Field(ge=0, le=100, allow_inf_nan=False), Number] | None = None
    potential: Positive | None = None
    currency: Annotated[Text, Field(min_length=3, max_length=3)] | None = None
    industry: Word | None = None
    employees: Count | None = None
    revenue: Positive | None = None
    relationship: terms.Relationship | None = None
    parent_id: Id | None = None
    country: Word | None = None
    time_zone: Word | None = None
    renewal_on: Day | None = None
    paused_until_on: Day | None = None
    pause_reason: Note | None = None
    merged_into_id: Another = None
    created_at: Instant | None = None


class Contact(Record):
    """A person at an account."""

    references = {"account_id": "account", "owner_id": "user", "merged_into_id": "contact"}
    tracked = ("role",)
    account_id: Id | None = None
    name: Name | None = None
    title: Name | None = None
    department: Word | None = None
    email: Name | None = None
    role: terms.ContactRole | None = None
    stance: terms.Stance | None = None
    seniority: Annotated[int, Field(ge=0, le=5), Number] | None = None
    owner_id: Id | None = None
    left_on: Day | None = None
    merged_into_id: Another = None
