"""Dated changes of contacts, such as of their role or title, by the account they belong to."""

from collections import defaultdict

from sqlalchemy import Connection, select

from app.domain.rows import FieldChangeRow
from app.models.merging import is_itself, merges_of
from app.models.reading_rows import RowReader
from app.models.records import TABLES


def contact_changes(connection: Connection, workspace_id: int) -> dict[int, list[FieldChangeRow]]:
    """Account to the changes of its contacts, for the accounts that have any."""
    contact = TABLES["contact"].c
    accounts = merges_of(connection, workspace_id, "account")
    account_of: dict[int, int] = {
        row.leadline_id: accounts.of(row.account_id)
        for row in connection.execute(
            select(contact.leadline_id, contact.account_id).where(
                contact.workspace_id == workspace_id,
                contact.account_id.is_not(None),
                contact.deleted_at.is_(None),
                is_itself(connection, workspace_id, "contact"),
            )
        )
    }
    found: dict[int, list[FieldChangeRow]] = defaultdict(list)
    reader = RowReader(connection, workspace_id, None)
    for number, change in reader.read(
        "field_change", "record_id", sorted(account_of), FieldChangeRow, of_type="contact"
    ):
        found[account_of[number]].append(change)
    return found
