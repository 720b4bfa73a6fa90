"""The table of activity records; see the domain record for what each field means."""

from app.models.columns import Envelope, Ids, Instant, Long, Reading, Texts, record_keys


class Activity(Envelope, table=True):
    __tablename__ = "activity"
    __table_args__ = record_keys(("belongs_to_id", "matters_until_at"), "opportunity_id")
    kind: str | None = None
    account_id: int | None = None
    contact_ids: Ids = None
    opportunity_id: int | None = None
    user_ids: Ids = None
    attended_ids: Ids = None
    actor_id: int | None = None
    assigned_by_id: int | None = None
    started_by: str | None = None
    direction: str | None = None
    purpose: str | None = None
    outcome: str | None = None
    needs_answer: bool | None = None
    quote_id: int | None = None
    thread_id: str | None = None
    in_reply_to: str | None = None
    subject: Long = None
    body: Long = None
    """Kept only where the workspace keeps bodies."""
    status: str | None = None
    created_at: Instant = None
    due_at: Instant = None
    start_at: Instant = None
    completed_at: Instant = None
    body_reading: Reading = None
    """What the text said; merges as `body` does."""
    belongs_to_id: int | None = None
    """The account it belongs to: its own, else its opportunity's, else its contacts'."""
    matters_until_at: Instant = None
    """See `domain.past.matters_until`."""
    tag_purpose: str | None = None
    tag_dimension: str | None = None
    tag_decided_by: str | None = None
    tag_reasons: Texts = None
    tag_measures: Reading = None
