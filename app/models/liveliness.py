"""Whether an installation is alive: what waits, what was judged, what arrived."""

from datetime import datetime

from sqlalchemy import Connection, func, select, union_all

from app.db import UtcDateTime
from app.models.account_mark import ACCOUNT_MARK
from app.models.assessment import ASSESSMENT
from app.models.records import TABLES
from app.models.source import sources_of


def clock_of(connection: Connection) -> datetime:
    """The instant by PostgreSQL's clock."""
    now: datetime = connection.exec_driver_sql("SELECT clock_timestamp()").scalar_one()
    return now


def oldest_mark(connection: Connection, workspace_id: int) -> tuple[int, datetime | None]:
    """How many accounts wait to be judged, and since when the first does."""
    mark = ACCOUNT_MARK.c
    oldest = func.min(mark.marked_at, type_=UtcDateTime)
    number, since = connection.execute(select(func.count(), oldest).where(mark.workspace_id == workspace_id)).one()
    return number, since


def last_judged_at(connection: Connection, workspace_id: int) -> datetime | None:
    latest = func.max(ASSESSMENT.c.assessed_at, type_=UtcDateTime)
    found: datetime | None = connection.scalar(select(latest).where(ASSESSMENT.c.workspace_id == workspace_id))
    return found


def last_received_at(connection: Connection, workspace_id: int) -> dict[str, datetime | None]:
    """When the last record of each source arrived, by the source's name."""
    found: dict[str, datetime | None] = {}
    for source in sources_of(connection, workspace_id).values():
        latest = union_all(
            *(
                select(func.max(table.c.received_at).label("at")).where(
                    table.c.workspace_id == workspace_id, table.c.source_id == source.id
                )
                for table in TABLES.values()
            )
        ).subquery()
        found[source.name] = connection.scalar(select(func.max(latest.c.at, type_=UtcDateTime)))
    return found
