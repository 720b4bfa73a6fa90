"""The table of change records; see the domain record for what each field means."""

from datetime import date

from app.models.columns import Envelope, Long, record_keys


class Change(Envelope, table=True):
    __tablename__ = "change"
    __table_args__ = record_keys("account_id")
    account_id: int | None = None
    kind: str | None = None
    intensity: int | None = None
    noticed_on: date | None = None
    ended_on: date | None = None
    note: Long = None
