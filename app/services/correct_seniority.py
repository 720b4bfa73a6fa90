"""A person says how senior somebody is."""

from datetime import datetime

from sqlalchemy import Connection

from app.models.account_mark import mark_accounts
from app.models.belonging import accounts_of
from app.models.contact_correction import save_seniority
from app.models.merging import merges_of


def correct_seniority(
    connection: Connection,
    workspace_id: int,
    contact_id: int,
    *,
    seniority: int,
    reason: str | None,
    made_at: datetime,
    made_by: str | None = None,
) -> None:
    """Keep ``seniority`` (0 to 5) until somebody says otherwise; the account is marked to be judged again."""
    save_seniority(
        connection, workspace_id, contact_id, seniority=seniority, reason=reason, made_at=made_at, made_by=made_by
    )
    person = {contact_id} | merges_of(connection, workspace_id, "contact").around([contact_id])
    accounts = accounts_of(connection, workspace_id, "contact", person)
    mark_accounts(connection, workspace_id, set(accounts.values()), made_at)
