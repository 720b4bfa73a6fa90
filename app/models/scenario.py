"""The table of scenario records; see the domain record for what each field means."""

from datetime import date

from app.models.columns import Envelope, Instant, Long, Options, record_keys


class Scenario(Envelope, table=True):
    __tablename__ = "scenario"
    __table_args__ = record_keys("account_id")
    account_id: int | None = None
    change_id: int | None = None
    what_if: Long = None
    trigger: str | None = None
    trigger_days: int | None = None
    options: Options = None
    """Each `{what, owner_id, accepted_on}`."""
    rehearsed_on: date | None = None
    fired_at: Instant = None
    answered_at: Instant = None
