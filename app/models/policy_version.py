"""The published policies of a workspace, by number."""

from sqlmodel import Field, SQLModel

from app.models.columns import Document, Long, Moment, table_of


class PolicyVersion(SQLModel, table=True):
    __tablename__ = "policy_version"
    workspace_id: int = Field(primary_key=True, foreign_key="workspace.id")
    version: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    body: Document
    author: str | None = None
    reason: Long = None
    published_at: Moment


POLICY_VERSION = table_of(PolicyVersion)
