"""What each account adds to the surroundings of the others, so that one new record needs one account read."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, delete, func, select
from sqlmodel import Field, SQLModel

from app.db import chunks, upsert
from app.models.columns import Document, table_of


class AccountFacts(SQLModel, table=True):
    __tablename__ = "account_facts"
    workspace_id: int = Field(primary_key=True, foreign_key="workspace.id")
    account_id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    body: Document


ACCOUNT_FACTS = table_of(AccountFacts)


def save_facts(connection: Connection, workspace_id: int, bodies: dict[int, dict[str, Any]]) -> None:
    rows = [{"workspace_id": workspace_id, "account_id": number, "body": body} for number, body in bodies.items()]
    upsert(connection, ACCOUNT_FACTS, rows, ("workspace_id", "account_id"))


def drop_facts(connection: Connection, workspace_id: int, account_ids: Sequence[int]) -> None:
    facts = ACCOUNT_FACTS.c
    for some in chunks(account_ids):
        connection.execute(delete(ACCOUNT_FACTS).where(facts.workspace_id == workspace_id, facts.account_id.in_(some)))


def count_facts(connection: Connection, workspace_id: int) -> int:
    """How many accounts add something."""
    query = select(func.count()).select_from(ACCOUNT_FACTS).where(ACCOUNT_FACTS.c.workspace_id == workspace_id)
    return connection.execute(query).scalar_one()


def load_facts(
    connection: Connection, workspace_id: int, account_ids: Sequence[int] | None = None
) -> Iterator[tuple[int, dict[str, Any]]]:
    """Account id and body of each account (of some few: of these), in order of id."""
    facts = ACCOUNT_FACTS.c
    query = select(facts.account_id, facts.body).where(facts.workspace_id == workspace_id).order_by(facts.account_id)
    if account_ids is not None:
        query = query.where(facts.account_id.in_(account_ids))
    for row in connection.execute(query):
        yield row.account_id, row.body
