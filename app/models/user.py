"""The table of user records; see the domain record for what each field means."""

from datetime import date

from app.models.columns import Envelope, record_keys


class User(Envelope, table=True):
    __tablename__ = "user"
    __table_args__ = record_keys()
    name: str | None = None
    email: str | None = None
    title: str | None = None
    team: str | None = None
    manager_id: int | None = None
    role: str | None = None
    time_zone: str | None = None
    started_on: date | None = None
    away_until_on: date | None = None
    active: bool | None = None
