"""Where contacts are named: read through whole tables, for a merge or an erasure only."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Integer, cast, exists, func, or_, select

from app.db import chunks
from app.models.records import TABLES

ACTIVITY, OPPORTUNITY, COMMITMENT = TABLES["activity"], TABLES["opportunity"], TABLES["commitment"]
PART = TABLES["opportunity_contact"]


def names_any(connection: Connection, contact_ids: Collection[int]) -> ColumnElement[bool]:
    """The condition that an activity names one of these contacts."""
    return or_(*(holds(connection, ACTIVITY.c[name], contact_ids) for name in ("contact_ids", "attended_ids")))


def accounts_naming(connection: Connection, workspace_id: int, contact_ids: Collection[int]) -> set[int]:
    """The accounts of all records that name one of these contacts."""
    found: set[int | None] = set()
    for some in chunks(sorted(contact_ids)):
        of_deal = PART.join(OPPORTUNITY, OPPORTUNITY.c.leadline_id == PART.c.opportunity_id)
        queries = (
            select(ACTIVITY.c.belongs_to_id).where(
                ACTIVITY.c.workspace_id == workspace_id, names_any(connection, some)
            ),
            select(OPPORTUNITY.c.account_id).where(
                OPPORTUNITY.c.workspace_id == workspace_id, OPPORTUNITY.c.primary_contact_id.in_(some)
            ),
            select(COMMITMENT.c.account_id).where(
                COMMITMENT.c.workspace_id == workspace_id, COMMITMENT.c.contact_id.in_(some)
            ),
            select(OPPORTUNITY.c.account_id)
            .select_from(of_deal)
            .where(PART.c.workspace_id == workspace_id, PART.c.contact_id.in_(some)),
        )
        for query in queries:
            found.update(connection.scalars(query.distinct()))
    return {number for number in found if number is not None}


def holds(connection: Connection, column: Column[Any], numbers: Collection[int]) -> ColumnElement[bool]:
    """The condition that a list of numbers has one of these."""
    is_sqlite = connection.dialect.name == "sqlite"
    each = (func.json_each if is_sqlite else func.jsonb_array_elements_text)(column).table_valued("value")
    return exists(select(1).select_from(each).where(cast(each.c.value, Integer).in_(sorted(numbers))))
