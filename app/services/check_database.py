"""Making sure of the database before anything is kept in it."""

from sqlalchemy import Connection, Engine

from app.db import APP_ROLE, make_engine, reading
from app.models.durability import unsafe_settings
from app.models.row_security import stands_above_rules
from app.services.tables_version import is_ready
from app.settings import settings


class NotSafe(RuntimeError):
    """Why we do not work with this database, and how to mend it."""


def bring_up_to_date(engine: Engine) -> None:
    """Migrate the database as its owner, and make sure of it. Raises NotSafe."""
    owners = settings().owner_database_url
    owner = make_engine(owners) if owners else engine
    with reading(owner, None) as connection:
        ready = is_ready(connection)
    if not ready:
        # What runs migrations takes long to load, and a server that just started is waited for.
        from app.services.migrate import migrate

        migrate(owner)
    with reading(engine, None) as connection:
        trouble = lost_in_a_crash(connection) or above_all_rules(connection)
    if trouble and not settings().allow_unsafe_database:
        raise NotSafe(f"{trouble} To use it all the same, set LEADLINE_ALLOW_UNSAFE_DATABASE=true.")


def lost_in_a_crash(connection: Connection) -> str | None:
    """What could lose a record that was acknowledged."""
    unsafe = unsafe_settings(connection)
    if not unsafe:
        return None
    return f"The database may lose what it acknowledged ({', '.join(unsafe)}): turn that on in its configuration."


def above_all_rules(connection: Connection) -> str | None:
    """Why the database would not keep workspaces apart by itself."""
    if not stands_above_rules(connection):
        return None
    return (
        "The database does not keep workspaces apart for this login, which stands above row security. As a superuser "
        f"run: CREATE ROLE {APP_ROLE}; GRANT {APP_ROLE} TO <this login>; then leadline migrate."
    )
