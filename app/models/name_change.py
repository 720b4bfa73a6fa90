"""How often a name was changed that sentences may speak of, so that a sentence read again need not be made again.

Rows are only added: writers never wait for each other. They are let go when a day begins, for then every account is
judged anew.
"""

from sqlalchemy import Connection, delete, func, insert, select
from sqlmodel import Field, SQLModel

from app.models.columns import table_of


class NameChange(SQLModel, table=True):
    __tablename__ = "name_change"
    id: int | None = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id", index=True)


NAME_CHANGE = table_of(NameChange)
TIMES = select(func.count()).select_from(NAME_CHANGE)


def tell_of_new_names(connection: Connection, workspace_id: int) -> None:
    connection.execute(insert(NAME_CHANGE).values(workspace_id=workspace_id))


def forget_name_changes(connection: Connection, workspace_id: int) -> None:
    connection.execute(delete(NAME_CHANGE).where(NAME_CHANGE.c.workspace_id == workspace_id))
