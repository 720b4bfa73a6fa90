"""What belongs to the whole installation: one row."""

from sqlalchemy import Connection, select
from sqlmodel import Field, SQLModel

from app.db import insert_missing
from app.models.columns import table_of


class Installation(SQLModel, table=True):
    __tablename__ = "installation"
    id: int | None = Field(default=None, primary_key=True)
    secret_key: str


INSTALLATION = table_of(Installation)


def kept_secret(connection: Connection, fresh: str) -> str:
    """The secret of this installation; the first caller's `fresh` one becomes it."""
    kept: str | None = connection.scalar(select(INSTALLATION.c.secret_key).where(INSTALLATION.c.id == 1))
    if kept is None:
        insert_missing(connection, INSTALLATION, [{"id": 1, "secret_key": fresh}])
        kept = str(connection.scalar(select(INSTALLATION.c.secret_key).where(INSTALLATION.c.id == 1)))
    return kept
