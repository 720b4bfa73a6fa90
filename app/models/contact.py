"""The table of contact records; see the domain record for what each field means."""

from datetime import date

from app.models.columns import Envelope, merged_key, record_keys


class Contact(Envelope, table=True):
    __tablename__ = "contact"
    __table_args__ = (*record_keys("account_id", "owner_id"), merged_key())
    account_id: int | None = None
    name: str | None = None
    title: str | None = None
    department: str | None = None
    email: str | None = None
    role: str | None = None
    stance: str | None = None
    seniority: int | None = None
    owner_id: int | None = None
    left_on: date | None = None
    merged_into_id: int | None = None
