"""Bringing a database to the tables this version of Leadline needs."""

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine

from app.db import make_engine, writing
from app.models.row_security import as_owner, lift, secure
from app.services.tables_version import is_ready, migrations


def migrate(database: Engine | str, revision: str = "head") -> None:
    """Upgrade to ``revision``, all steps or none, and keep workspaces apart. ``database`` is an engine or a URL."""
    engine = make_engine(database) if isinstance(database, str) else database
    with writing(engine, None) as connection:
        if is_ready(connection):
            return
        as_owner(connection)
        lift(connection)
        command.upgrade(_config(connection), revision)
        secure(connection)
    # Connections opened before there was a role for the application still work as the owner.
    engine.dispose()


def unmigrate(database: Engine | str, revision: str = "base") -> None:
    """Downgrade to ``revision``. What the tables held is lost."""
    engine = make_engine(database) if isinstance(database, str) else database
    with writing(engine, None) as connection:
        as_owner(connection)
        lift(connection)
        command.downgrade(_config(connection), revision)


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(migrations()))
    config.attributes["connection"] = connection
    return config
