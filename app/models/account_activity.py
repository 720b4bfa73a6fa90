"""How much there is to read of an account."""

from collections.abc import Collection

from sqlalchemy import Connection, func, literal, select

from app.models.records import TABLES


def has_more_activities(connection: Connection, workspace_id: int, account_ids: Collection[int], than: int) -> bool:
    """Whether these accounts together have more; no more than that are counted."""
    activity = TABLES["activity"].c
    some = select(literal(1)).where(activity.workspace_id == workspace_id, activity.belongs_to_id.in_(account_ids))
    counted = connection.scalar(select(func.count()).select_from(some.limit(than + 1).subquery()))
    return bool(counted and counted > than)
