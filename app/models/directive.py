"""The table of directive records; see the domain record for what each field means."""

from datetime import date

from app.models.columns import Envelope, Instant, Long, record_keys


class Directive(Envelope, table=True):
    __tablename__ = "directive"
    __table_args__ = record_keys("account_id")
    given_by: int | None = None
    given_to: int | None = None
    account_id: int | None = None
    what: Long = None
    given_at: Instant = None
    how_prescribed: bool | None = None
    consulted_first: bool | None = None
    approval_asked_at: Instant = None
    approved_at: Instant = None
    due_on: date | None = None
    ended_on: date | None = None
    way: str | None = None
    told_us: bool | None = None
    result: str | None = None
