"""What a person may see of a workspace."""

from typing import Literal

from sqlalchemy import Connection

from app.domain.viewing import reports_of, seen_by
from app.models.viewing import held_accounts, managers_of
from app.models.workspace import settings_of

Level = Literal["seller", "manager", "admin"]
ADMINS = "admins"
"""Of the workspace's settings: the users who see and set everything, by ``leadline_id``."""


def level_of(connection: Connection, workspace_id: int, user: int) -> Level:
    """Admin by the workspace's choice, manager whoever has reports in the CRM, else seller."""
    if user in settings_of(connection, workspace_id).get(ADMINS, ()):
        return "admin"
    return "manager" if user in managers_of(connection, workspace_id).values() else "seller"


def accounts_seen(connection: Connection, workspace_id: int, user: int) -> frozenset[int] | None:
    """The accounts a user may see; None means all of them."""
    if level_of(connection, workspace_id, user) == "admin":
        return None
    people = reports_of(user, managers_of(connection, workspace_id))
    return seen_by(people, held_accounts(connection, workspace_id))
