"""Who was erased: a keyed hash of the id, so that a late record of the same id does not bring the person back."""

from typing import Literal

from sqlmodel import Field, SQLModel

from app.models.columns import Moment, table_of

Erasable = Literal["contact", "user"]
ERASABLE: tuple[Erasable, ...] = ("contact", "user")


class Erasure(SQLModel, table=True):
    """`leadline_id` is the nameless record that counts go on standing for."""

    __tablename__ = "erasure"
    workspace_id: int = Field(primary_key=True, foreign_key="workspace.id")
    record_type: str = Field(primary_key=True)
    id_hash: str = Field(primary_key=True)
    leadline_id: int
    erased_at: Moment


ERASURE = table_of(Erasure)
