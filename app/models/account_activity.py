"""How much there is to read of an account."""

from collections.abc import Collection

from sqlalchemy import Connection, func, literal, or_, select

from app.domain.past import Reach
from app.models.account_past import ACCOUNT_PAST
from app.models.records import TABLES


def has_more_activities(
    connection: Connection, workspace_id: int, account_ids: Collection[int], than: int, reach: Reach
) -> bool:
    """Whether there are more to read of these accounts together; no more than that are counted."""
    activity, past = TABLES["activity"].c, ACCOUNT_PAST.c
    with_past = TABLES["activity"].outerjoin(
        ACCOUNT_PAST,
        (past.workspace_id == workspace_id)
        & (past.account_id == activity.belongs_to_id)
        & (past.made_by == reach.made_by)
        & (past.before <= reach.before),
    )
    some = (
        select(literal(1))
        .select_from(with_past)
        .where(
            activity.workspace_id == workspace_id,
            activity.belongs_to_id.in_(account_ids),
            or_(past.rows_from.is_(None), activity.matters_until_at >= past.rows_from),
        )
    )
    counted = connection.scalar(select(func.count()).select_from(some.limit(than + 1).subquery()))
    return bool(counted and counted > than)
