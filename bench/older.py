"""Activities of years ago, so that a workspace holds many more rows than its windows do."""

from datetime import timedelta

from sqlalchemy import Engine, insert, literal, select

from app.db import writing
from app.models.records import TABLES
from bench.portfolio import ACTIVITIES, NOW

YEARS_AGO = 3
DATES = ("start_at", "completed_at", "due_at", "matters_until_at")


def store_older(engine: Engine, workspace_id: int, an_account: int) -> None:
    """So many more activities of each account: its own, again and again, a month further back each time."""
    activity = TABLES["activity"]
    step = 10_000_000
    for n in range(1, an_account + 1):
        at = NOW - timedelta(days=365 * YEARS_AGO + 30 * n)
        said = {
            "leadline_id": activity.c.leadline_id + step * n,
            "external_id": activity.c.external_id + f"-{n}",
            **{name: literal(at, activity.c[name].type) for name in DATES},
        }
        columns = [said.get(column.name, column) for column in activity.c]
        is_base = (activity.c.leadline_id < step) & (activity.c.leadline_id % ACTIVITIES == n % ACTIVITIES)
        copied = select(*columns).where(activity.c.workspace_id == workspace_id, is_base)
        with writing(engine, workspace_id) as connection:
            connection.execute(insert(activity).from_select([column.name for column in activity.c], copied))
