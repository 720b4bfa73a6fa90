"""The table of field change records; see the domain record for what each field means."""

from app.models.columns import Envelope, Instant, Long, record_keys


class FieldChange(Envelope, table=True):
    __tablename__ = "field_change"
    __table_args__ = record_keys(("record_type", "record_id"))
    record_type: str | None = None
    record_id: int | None = None
    field: str | None = None
    old: Long = None
    new: Long = None
    stage_kind: str | None = None
    changed_at: Instant = None
    actor_id: int | None = None
    is_ours: bool = False
    """Derived from the versions we received, not sent by a CRM."""
