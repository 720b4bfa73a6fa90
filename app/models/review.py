"""Weekly pipeline reviews, frozen when made."""

from sqlmodel import Field, SQLModel

from app.models.columns import Document, Moment, table_of


class Review(SQLModel, table=True):
    """`week` as in `2026-W47`; `scope` names an owner or a team, empty for everybody."""

    __tablename__ = "review"
    workspace_id: int = Field(primary_key=True, foreign_key="workspace.id")
    week: str = Field(primary_key=True)
    scope: str = Field(primary_key=True, default="")
    body: Document
    made_at: Moment


REVIEW = table_of(Review)
