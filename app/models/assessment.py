"""The stored assessment of each account: what pages and widgets read."""

from sqlmodel import Field, SQLModel

from app.models.columns import Document, Moment, table_of


class Assessment(SQLModel, table=True):
    """`body` is the whole assessment; the other columns are for lists and sorting."""

    __tablename__ = "assessment"
    workspace_id: int = Field(primary_key=True, foreign_key="workspace.id")
    account_id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    as_of: Moment
    assessed_at: Moment
    policy_version: int
    version: int = 1
    posture: str
    aim: str
    state: str
    owner_id: int | None = None
    effectiveness_low: float | None = None
    efficiency_low: float | None = None
    priority_value: float | None = None
    shortfall: float | None = None
    body: Document
    fingerprint: str
    """Of the body; equal means nothing new was said."""


ASSESSMENT = table_of(Assessment)
