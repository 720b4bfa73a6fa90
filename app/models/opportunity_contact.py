"""The table of opportunity contact records; see the domain record for what each field means."""

from app.models.columns import Envelope, record_keys


class OpportunityContact(Envelope, table=True):
    __tablename__ = "opportunity_contact"
    __table_args__ = record_keys("opportunity_id", "contact_id")
    opportunity_id: int | None = None
    contact_id: int | None = None
    role: str | None = None
    stance: str | None = None
