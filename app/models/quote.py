"""The table of quote records; see the domain record for what each field means."""

from datetime import date

from app.models.columns import Envelope, Instant, record_keys


class Quote(Envelope, table=True):
    __tablename__ = "quote"
    __table_args__ = record_keys("belongs_to_id", "opportunity_id", "owner_id")
    account_id: int | None = None
    opportunity_id: int | None = None
    owner_id: int | None = None
    status: str | None = None
    complexity: str | None = None
    amount: float | None = None
    currency: str | None = None
    requested_at: Instant = None
    sent_at: Instant = None
    answered_at: Instant = None
    valid_until_on: date | None = None
    revises_id: int | None = None
    revision_cause: str | None = None
    belongs_to_id: int | None = None
    """The account it belongs to: its own, else its opportunity's."""
