"""In how many records a field is filled in."""

from sqlalchemy import Connection, func, select

from app.models.records import TABLES


def fill_count(connection: Connection, workspace_id: int, record_type: str, field: str) -> tuple[int, int]:
    """Filled and all, over the records that are there."""
    table = TABLES[record_type].c
    query = select(func.count(table[field]), func.count()).where(
        table.workspace_id == workspace_id, table.deleted_at.is_(None), table.is_placeholder.is_(False)
    )
    filled, rows = connection.execute(query).one()
    return filled, rows
