"""A person's word on how senior somebody is. It wins over the title and over what the CRM says."""

from datetime import datetime

from sqlalchemy import Connection, select
from sqlmodel import Field, SQLModel

from app.db import upsert
from app.models.columns import Long, Moment, table_of
from app.models.merging import Merges


class ContactCorrection(SQLModel, table=True):
    __tablename__ = "contact_correction"
    workspace_id: int = Field(primary_key=True, foreign_key="workspace.id")
    contact_id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    seniority: int
    reason: Long = None
    made_at: Moment
    made_by: str | None = None
    """The name of whoever was signed in; None where it is not known."""


CONTACT_CORRECTION = table_of(ContactCorrection)


def seniority_said(
    connection: Connection, workspace_id: int, merges: Merges, known_at: datetime | None
) -> dict[int, int]:
    """Contact to 0-5 as somebody last said, up to ``known_at``: all of the workspace, for few are made by hand.

    ``merges`` are the contacts': what was said of the merged ones is said of the person.
    """
    correction = CONTACT_CORRECTION.c
    query = select(correction.contact_id, correction.seniority).where(correction.workspace_id == workspace_id)
    if known_at is not None:
        query = query.where(correction.made_at <= known_at)
    query = query.order_by(correction.made_at, correction.contact_id)
    return {merges.of(row.contact_id): row.seniority for row in connection.execute(query)}


def save_seniority(
    connection: Connection,
    workspace_id: int,
    contact_id: int,
    *,
    seniority: int,
    reason: str | None,
    made_at: datetime,
    made_by: str | None = None,
) -> None:
    row = {
        "workspace_id": workspace_id,
        "contact_id": contact_id,
        "seniority": seniority,
        "reason": reason,
        "made_at": made_at,
        "made_by": made_by,
    }
    upsert(connection, CONTACT_CORRECTION, [row], ("workspace_id", "contact_id"))
