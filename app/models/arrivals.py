"""Records that came after an instant in our own order of arrival: numbers only grow."""

from collections import Counter
from collections.abc import Mapping

from sqlalchemy import Connection, func, select

from app.models.records import TABLES

TYPES = ("account", "contact", "opportunity", "quote", "activity", "commitment", "change", "scenario")
"""Those that belong to an account."""


def newest_numbers(connection: Connection, workspace_id: int) -> dict[str, int]:
    """The highest ``leadline_id`` of each type so far; 0 where there is none."""
    found = {}
    for record_type in TYPES:
        table = TABLES[record_type].c
        newest = select(func.max(table.leadline_id)).where(table.workspace_id == workspace_id)
        found[record_type] = connection.scalar(newest) or 0
    return found


def arrived_after(
    connection: Connection, workspace_id: int, newest: Mapping[str, int]
) -> dict[str, Counter[int | None]]:
    """Record type to how many new records came for each account since ``newest`` was read."""
    found = {}
    for record_type in TYPES:
        table = TABLES[record_type].c
        account = table.leadline_id if record_type == "account" else table.account_id
        query = select(account, func.count()).where(
            table.workspace_id == workspace_id,
            table.leadline_id > newest[record_type],
            table.is_placeholder.is_(False),
            table.deleted_at.is_(None),
        )
        found[record_type] = Counter({row[0]: row[1] for row in connection.execute(query.group_by(account))})
    return found
