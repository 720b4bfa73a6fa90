"""What is kept of each account's older activities, so that they need not be read again.

It holds as long as none of those changed: ``mark_accounts`` drops it unless its caller says it does.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, delete, select
from sqlmodel import Field, SQLModel

from app.db import chunks, upsert
from app.domain.past import INSTANTS, Past, Reach
from app.domain.past_json import past_from_json
from app.models.columns import Document, Moment, table_of
from app.models.merging import merges_of


class AccountPast(SQLModel, table=True):
    __tablename__ = "account_past"
    workspace_id: int = Field(primary_key=True, foreign_key="workspace.id")
    account_id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    made_by: str
    before: Moment
    rows_from: Moment
    settled_from: Moment
    body: Document


ACCOUNT_PAST = table_of(AccountPast)


def save_pasts(connection: Connection, workspace_id: int, pasts: Mapping[int, tuple[Reach, dict[str, Any]]]) -> None:
    rows = [
        {
            "workspace_id": workspace_id,
            "account_id": number,
            "made_by": reach.made_by,
            "before": reach.before,
            "rows_from": reach.rows_from,
            "settled_from": reach.settled_from,
            "body": body,
        }
        for number, (reach, body) in pasts.items()
    ]
    upsert(connection, ACCOUNT_PAST, rows, ("workspace_id", "account_id"))


def serves(reach: Reach) -> ColumnElement[bool]:
    """Whether a past is made by the same, and begins no later than what is looked at."""
    return and_(ACCOUNT_PAST.c.made_by == reach.made_by, ACCOUNT_PAST.c.before <= reach.before)


def load_pasts(connection: Connection, workspace_id: int, account_ids: Sequence[int], reach: Reach) -> dict[int, Past]:
    """Of those accounts that have one which serves this reach."""
    past = ACCOUNT_PAST.c
    found: dict[int, Past] = {}
    for some in chunks(account_ids):
        query = select(past.account_id, past.before, past.rows_from, past.settled_from, past.body).where(
            past.workspace_id == workspace_id,
            past.account_id.in_(some),
            serves(reach),
        )
        for number, *instants, body in connection.execute(query):
            found[number] = past_from_json(Reach(reach.made_by, *instants), body)
    return found


def drop_pasts(
    connection: Connection, workspace_id: int, account_ids: Iterable[int], reaching: datetime | None = None
) -> None:
    """Of these accounts, and of those that stand for them; with ``reaching`` only those not settled by then."""
    numbers = set(account_ids)
    if numbers:
        merges = merges_of(connection, workspace_id, "account")
        past = ACCOUNT_PAST.c
        for some in chunks(sorted(numbers | {merges.of(number) for number in numbers})):
            statement = delete(ACCOUNT_PAST).where(past.workspace_id == workspace_id, past.account_id.in_(some))
            connection.execute(statement.where(past.settled_from > reaching) if reaching else statement)


def drop_pasts_of(
    connection: Connection, workspace_id: int, activities: Iterable[tuple[Mapping[str, Any], Iterable[int | None]]]
) -> None:
    """Of the accounts that held or hold these activities, where their past holds something of one of them."""
    old = [
        (earliest, account)
        for row, accounts in activities
        if (earliest := min((at for name in INSTANTS if (at := row[name])), default=None))
        for account in accounts
        if account is not None
    ]
    if old:
        drop_pasts(connection, workspace_id, {account for _, account in old}, min(at for at, _ in old))
