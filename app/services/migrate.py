"""Bringing a database to the tables this version of Leadline needs."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine

import app
from app.db import make_engine, writing


def migrate(database: Engine | str, revision: str = "head") -> None:
    """Upgrade to ``revision``, all steps or none. ``database`` is an engine or a URL."""
    engine = make_engine(database) if isinstance(database, str) else database
    with writing(engine, None) as connection:
        command.upgrade(_config(connection), revision)


def unmigrate(database: Engine | str, revision: str = "base") -> None:
    """Downgrade to ``revision``. What the tables held is lost."""
    engine = make_engine(database) if isinstance(database, str) else database
    with writing(engine, None) as connection:
        command.downgrade(_config(connection), revision)


def _config(connection: Connection) -> Config:
    package = Path(app.__file__).parent
    # A wheel carries the migrations inside the package; a checkout has them beside it.
    inside = package / "alembic"
    config = Config()
    config.set_main_option("script_location", str(inside if inside.is_dir() else package.parent / "alembic"))
    config.attributes["connection"] = connection
    return config
