"""Opening workspaces and connecting sources."""

from datetime import datetime

from sqlalchemy import Connection

from app import clock
from app.db import enter
from app.domain.terms import OWN_SOURCE
from app.models.source import add_source, sources_of
from app.models.workspace import add_workspace, workspace_id_of
from app.services.show_records import Caller

MAX_NAME = 100


class NotAName(ValueError):
    """A name that a workspace or a source cannot have."""


def ensure_workspace(connection: Connection, name: str) -> int:
    """The workspace's id; it is made when there is none of this name. The transaction is its own from here on.

    Raises NotAName.
    """
    found = workspace_id_of(connection, name)
    if found is None:
        _check_name("workspace", name)
        add_workspace(connection, name)
        found = workspace_id_of(connection, name)
    if found is None:
        raise LookupError(f"workspace {name!r} could not be made")
    enter(connection, found)
    return found


def ensure_source(connection: Connection, workspace_id: int, name: str, created_at: datetime | None = None) -> int:
    """The source's id; it is made, as connected at ``created_at`` (default now), when there is none of this name.

    Raises NotAName.
    """
    found = _source_named(connection, workspace_id, name)
    if found is None:
        _check_name("source", name)
        add_source(connection, workspace_id, name, created_at or clock.now())
        found = _source_named(connection, workspace_id, name)
    if found is None:
        raise LookupError(f"source {name!r} could not be made")
    return found


def ensure_own_source(connection: Connection, workspace_id: int) -> int:
    """The source of what people state in Leadline. Connected when the first CRM was: before that nobody could state."""
    known = sources_of(connection, workspace_id).values()
    since = min((each.created_at for each in known), default=clock.now())
    add_source(connection, workspace_id, OWN_SOURCE, since)
    return next(each.id for each in sources_of(connection, workspace_id).values() if each.name == OWN_SOURCE)


def _check_name(of: str, name: str) -> None:
    # The colon parts a source from an id: ``salesforce:001A``.
    if of == "source" and name == OWN_SOURCE:
        raise NotAName(f"{OWN_SOURCE!r} is the source of what people write down in Leadline; take another name.")
    if not name.strip() or not name.isprintable() or len(name) > MAX_NAME or set(name) & {":", "/"}:
        raise NotAName(f"The name of a {of} has 1 to {MAX_NAME} characters, no colon and no slash.")


def _source_named(connection: Connection, workspace_id: int, name: str) -> int | None:
    return next((known.id for known in sources_of(connection, workspace_id).values() if known.name == name), None)


class NoWorkspace(LookupError):
    """Nobody has made a workspace of this name, or nothing was connected to it."""


def caller_of(connection: Connection, workspace: str) -> Caller:
    """Somebody who asks for the whole workspace; ids are those of its first source. Raises NoWorkspace.

    The transaction is the workspace's from here on.
    """
    workspace_id = workspace_id_of(connection, workspace)
    enter(connection, workspace_id)
    sources = sources_of(connection, workspace_id) if workspace_id is not None else {}
    if workspace_id is None or not sources:
        raise NoWorkspace(f"There is no workspace {workspace!r}: import something into it first.")
    return Caller(connection, workspace_id, min(sources))
