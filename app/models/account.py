"""The table of account records; see the domain record for what each field means."""

from datetime import date

from app.models.columns import Envelope, Ids, Instant, Long, merged_key, record_keys


class Account(Envelope, table=True):
    __tablename__ = "account"
    __table_args__ = (*record_keys("owner_id", "parent_id"), merged_key())
    name: str | None = None
    owner_id: int | None = None
    shared_with_ids: Ids = None
    aim: str | None = None
    aim_until_on: date | None = None
    tier: str | None = None
    fit: float | None = None
    potential: float | None = None
    currency: str | None = None
    industry: str | None = None
    employees: int | None = None
    revenue: float | None = None
    relationship: str | None = None
    parent_id: int | None = None
    country: str | None = None
    time_zone: str | None = None
    renewal_on: date | None = None
    paused_until_on: date | None = None
    pause_reason: Long = None
    merged_into_id: int | None = None
    created_at: Instant = None
