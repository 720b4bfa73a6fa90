"""What belongs to the whole installation: one row."""

from sqlalchemy import Connection, inspect, select
from sqlmodel import Field, SQLModel

from app.db import insert_missing
from app.models.columns import table_of


class Installation(SQLModel, table=True):
    __tablename__ = "installation"
    id: int | None = Field(default=None, primary_key=True)
    secret_key: str


INSTALLATION = table_of(Installation)


def found_secret(connection: Connection) -> str | None:
    """The secret of this installation, if one was made."""
    kept: str | None = connection.scalar(select(INSTALLATION.c.secret_key).where(INSTALLATION.c.id == 1))
    return kept


def kept_secret(connection: Connection, fresh: str) -> str:
    """The secret of this installation; the first caller's `fresh` one becomes it."""
    kept = found_secret(connection)
    if kept is None:
        insert_missing(connection, INSTALLATION, [{"id": 1, "secret_key": fresh}])
        kept = str(found_secret(connection))
    return kept


def migrated_to(connection: Connection) -> str | None:
    """The last migration that was run on this database; None: none was."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return found
