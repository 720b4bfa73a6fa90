"""A person says how senior somebody is."""

from datetime import datetime

from sqlalchemy import Connection

from app.models.account_mark import mark_accounts
from app.models.contact_correction import save_seniority
from app.models.storing import load_records


def correct_seniority(
    connection: Connection, workspace_id: int, contact_id: int, *, seniority: int, reason: str | None, made_at: datetime
) -> None:
    """Keep ``seniority`` (0 to 5) until somebody says otherwise; the account is marked to be judged again."""
    save_seniority(connection, workspace_id, contact_id, seniority=seniority, reason=reason, made_at=made_at)
    contacts = load_records(connection, workspace_id, "contact", [contact_id])
    mark_accounts(connection, workspace_id, {row["account_id"] for row in contacts.values()} - {None}, made_at)
