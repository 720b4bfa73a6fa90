"""What a person may see of a workspace."""

from typing import Literal

from sqlalchemy import Connection

from app.domain.viewing import reports_of, seen_by
from app.models.viewing import held_accounts, managers_of, users_with_email
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


def people_seen(connection: Connection, workspace_id: int, user: int | None) -> frozenset[int] | None:
    """The users whose page somebody may open: their own and everybody's below; None means all."""
    if user is None or level_of(connection, workspace_id, user) == "admin":
        return None
    return reports_of(user, managers_of(connection, workspace_id))


def everybodys_accounts(connection: Connection, workspace_id: int) -> dict[int, frozenset[int]]:
    """User to the accounts they may see, of those who can sign in and see a part."""
    admins = settings_of(connection, workspace_id).get(ADMINS, ())
    managers, held = managers_of(connection, workspace_id), held_accounts(connection, workspace_id)
    users = (user for user in users_with_email(connection, workspace_id) if user not in admins)
    found = {user: seen_by(reports_of(user, managers), held) for user in users}
    return {user: seen for user, seen in found.items() if seen}
