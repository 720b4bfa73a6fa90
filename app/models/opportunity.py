"""The table of opportunity records; see the domain record for what each field means."""

from datetime import date

from app.models.columns import Envelope, Instant, Long, record_keys


class Opportunity(Envelope, table=True):
    __tablename__ = "opportunity"
    __table_args__ = record_keys("account_id", "owner_id")
    account_id: int | None = None
    owner_id: int | None = None
    name: str | None = None
    kind: str | None = None
    stage: str | None = None
    stage_kind: str | None = None
    amount: float | None = None
    currency: str | None = None
    amount_home: float | None = None
    started_by: str | None = None
    primary_contact_id: int | None = None
    next_step: Long = None
    next_step_due_on: date | None = None
    created_at: Instant = None
    expected_close_on: date | None = None
    closed_at: Instant = None
    is_closed: bool | None = None
    is_won: bool | None = None
