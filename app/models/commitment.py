"""The table of commitment records; see the domain record for what each field means."""

from datetime import date

from app.models.columns import Envelope, Long, record_keys


class Commitment(Envelope, table=True):
    __tablename__ = "commitment"
    __table_args__ = record_keys("account_id")
    account_id: int | None = None
    opportunity_id: int | None = None
    contact_id: int | None = None
    user_id: int | None = None
    made_by: str | None = None
    what: Long = None
    made_on: date | None = None
    due_on: date | None = None
    kept_on: date | None = None
    broken_on: date | None = None
