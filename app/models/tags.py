"""The tag stored with each activity."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, select

from app.db import chunks
from app.models.records import TABLES


def tags_of(connection: Connection, workspace_id: int, activity_ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Activity to its purpose, dimension, who decided it, reasons and measures."""
    table = TABLES["activity"].c
    found: dict[int, dict[str, Any]] = {}
    for some in chunks(activity_ids):
        query = select(
            table.leadline_id,
            table.tag_purpose,
            table.tag_dimension,
            table.tag_decided_by,
            table.tag_reasons,
            table.tag_measures,
        ).where(table.workspace_id == workspace_id, table.leadline_id.in_(some))
        for number, purpose, dimension, decided_by, reasons, measures in connection.execute(query):
            found[number] = {
                "purpose": purpose,
                "dimension": dimension,
                "decided_by": decided_by,
                "reasons": reasons or [],
                "measures": measures,
            }
    return found
