"""How much there is to read of an account."""

from collections.abc import Collection

from sqlalchemy import Connection, literal, or_, select

from app.domain.past import Reach
from app.models.account_past import ACCOUNT_PAST, serves
from app.models.records import TABLES

ACTIVITY = TABLES["activity"]


def has_more_activities(
    connection: Connection, workspace_id: int, account_ids: Collection[int], than: int, reach: Reach | None = None
) -> bool:
    """Whether these accounts together have more than so many activities; no more are counted.

    With a ``reach``, those that the past of their account leaves unread do not count.
    """
    activity, past = ACTIVITY.c, ACCOUNT_PAST.c
    some = select(literal(1)).where(activity.workspace_id == workspace_id, activity.belongs_to_id.in_(account_ids))
    if reach:
        of_account = (past.workspace_id == workspace_id) & (past.account_id == activity.belongs_to_id)
        some = some.select_from(ACTIVITY.outerjoin(ACCOUNT_PAST, of_account & serves(reach))).where(
            or_(past.rows_from.is_(None), activity.matters_until_at >= past.rows_from)
        )
    return connection.scalar(some.offset(than).limit(1)) is not None
