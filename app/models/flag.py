"""Findings with a life: opened and cleared by looks at the facts, and what people said of them."""

from datetime import date

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from app.models.columns import Instant, Long, table_of


class Flag(SQLModel, table=True):
    __tablename__ = "flag"
    __table_args__ = (UniqueConstraint("workspace_id", "account_id", "code", "opened_on"),)
    id: int | None = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    account_id: int
    code: str
    status: str
    opened_on: date
    cleared_on: date | None = None
    reason: Long = None
    snoozed_until_on: date | None = None
    updated_at: Instant = None
    set_by: str | None = None


FLAG = table_of(Flag)
