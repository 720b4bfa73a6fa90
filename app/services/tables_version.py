"""Whether a database has the tables of this version, told without what runs migrations, which takes long to load."""

import re
from pathlib import Path

from sqlalchemy import Connection

import app
from app.models.installation import migrated_to
from app.models.row_security import unsecured

_REVISION = re.compile(r'^revision = "(.+)"$', re.MULTILINE)


def migrations() -> Path:
    """The folder of Alembic's environment."""
    package = Path(app.__file__).parent
    # A wheel carries the migrations inside the package; a checkout has them beside it.
    inside = package / "alembic"
    return inside if inside.is_dir() else package.parent / "alembic"


def newest() -> str:
    """The last migration: their files are named by their days and numbers."""
    last = max((migrations() / "versions").glob("*.py"), key=lambda path: path.name)
    return str(_REVISION.findall(last.read_text("utf-8"))[0])


def is_current(connection: Connection) -> bool:
    """Whether the database has this version's tables."""
    return migrated_to(connection) == newest()


def is_ready(connection: Connection) -> bool:
    """Whether there is nothing to migrate, and the wall between workspaces stands."""
    return is_current(connection) and not unsecured(connection)
