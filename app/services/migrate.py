"""Bringing a database to the tables this version of Leadline needs."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

import app
from app.db import make_engine, writing
from app.models.row_security import as_owner, lift, secure, unsecured


def migrate(database: Engine | str, revision: str = "head") -> None:
    """Upgrade to ``revision``, all steps or none, and keep workspaces apart. ``database`` is an engine or a URL."""
    engine = make_engine(database) if isinstance(database, str) else database
    with writing(engine, None) as connection:
        config = _config(connection)
        if is_current(connection) and not unsecured(connection):
            return
        as_owner(connection)
        lift(connection)
        command.upgrade(config, revision)
        secure(connection)
    # Connections opened before there was a role for the application still work as the owner.
    engine.dispose()


def is_current(connection: Connection) -> bool:
    """Whether the database has this version's tables."""
    newest = ScriptDirectory.from_config(_config(connection)).get_heads()
    return set(MigrationContext.configure(connection).get_current_heads()) == set(newest)


def unmigrate(database: Engine | str, revision: str = "base") -> None:
    """Downgrade to ``revision``. What the tables held is lost."""
    engine = make_engine(database) if isinstance(database, str) else database
    with writing(engine, None) as connection:
        as_owner(connection)
        lift(connection)
        command.downgrade(_config(connection), revision)


def _config(connection: Connection) -> Config:
    package = Path(app.__file__).parent
    # A wheel carries the migrations inside the package; a checkout has them beside it.
    inside = package / "alembic"
    config = Config()
    config.set_main_option("script_location", str(inside if inside.is_dir() else package.parent / "alembic"))
    config.attributes["connection"] = connection
    return config
