"""The tree of managers, and who holds which account, as the CRM says."""

from sqlalchemy import Connection, select

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
