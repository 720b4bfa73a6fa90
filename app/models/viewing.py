"""The tree of managers, and who holds which account, as the CRM says."""

from sqlalchemy import ColumnElement, Connection, func, select

from app.domain.viewing import Held
from app.models.records import TABLES


def managers_of(connection: Connection, workspace_id: int) -> dict[int, int]:
    """User to manager, of everybody who has one."""
    user = TABLES["user"].c
    query = select(user.leadline_id, user.manager_id).where(
        user.workspace_id == workspace_id, user.manager_id.is_not(None), user.deleted_at.is_(None)
    )
    return {row.leadline_id: row.manager_id for row in connection.execute(query)}


def held_accounts(connection: Connection, workspace_id: int) -> list[Held]:
    account = TABLES["account"].c
    query = select(account.leadline_id, account.owner_id, account.shared_with_ids).where(
        account.workspace_id == workspace_id, account.deleted_at.is_(None)
    )
    return [Held(row[0], row[1], tuple(row[2] or ())) for row in connection.execute(query)]


def name_here(connection: Connection, workspace_id: int, user_id: int) -> str | None:
    """Name, else id, of a user who is still with us; None: gone, or never there."""
    user = TABLES["user"].c
    query = select(user.name, user.external_id).where(*_is_here(workspace_id), user.leadline_id == user_id)
    found = connection.execute(query).one_or_none()
    return found and (found.name or found.external_id)


def user_with_email(connection: Connection, workspace_id: int, email: str) -> int | None:
    """Who is still with us under this address, however it is written; of one person's records the first source's."""
    user = TABLES["user"].c
    # Beyond ASCII two addresses may differ and still have the same small letters.
    same = func.lower(user.email) == email.lower() if email.isascii() else user.email == email
    query = select(user.leadline_id).where(*_is_here(workspace_id), same).order_by(user.source_id, user.leadline_id)
    found: int | None = connection.scalar(query.limit(1))
    return found


def users_with_email(connection: Connection, workspace_id: int) -> list[int]:
    """Those who can sign in."""
    user = TABLES["user"].c
    return list(connection.scalars(select(user.leadline_id).where(*_is_here(workspace_id), user.email.is_not(None))))


def _is_here(workspace_id: int) -> list[ColumnElement[bool]]:
    user = TABLES["user"].c
    here = (user.is_placeholder.is_(False), user.deleted_at.is_(None), user.active.is_not(False))
    return [user.workspace_id == workspace_id, *here]
