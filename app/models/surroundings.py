"""What an account cannot know from itself, kept per workspace and day."""

from datetime import date

from sqlmodel import Field, SQLModel

from app.models.columns import Document, table_of


class Surroundings(SQLModel, table=True):
    __tablename__ = "surroundings"
    workspace_id: int = Field(primary_key=True, foreign_key="workspace.id")
    day: date = Field(primary_key=True)
    body: Document
    fingerprint: str


SURROUNDINGS = table_of(Surroundings)
