"""The names that people look for, and whether they are still those that were read."""

from collections.abc import Iterator
from typing import Any, Literal, NamedTuple

from sqlalchemy import Connection, func, null, select

from app.models.records import TABLES

Kind = Literal["account", "contact", "user"]
ACCOUNT, CONTACT = TABLES["account"].c, TABLES["contact"].c
KINDS: tuple[Kind, ...] = ("account", "contact", "user")


class Nameable(NamedTuple):
    """``account`` is the account itself, or the one a contact belongs to."""

    kind: Kind
    number: int
    account: int | None
    id: str
    texts: tuple[str | None, ...]


def names_stamp(connection: Connection, workspace_id: int) -> tuple[Any, ...]:
    """Differs once a record came, changed or went: a version only grows, and a number is given once."""
    return tuple(
        tuple(
            connection.execute(
                select(func.count(), func.sum(table.c.leadline_id), func.sum(table.c.version)).where(
                    table.c.workspace_id == workspace_id, table.c.deleted_at.is_(None)
                )
            ).one()
        )
        for table in (TABLES[kind] for kind in KINDS)
    )


def all_names(connection: Connection, workspace_id: int) -> Iterator[Nameable]:
    nothing = null()
    accounts = {"account": ACCOUNT.leadline_id, "contact": CONTACT.account_id}
    for kind in KINDS:
        record = TABLES[kind].c
        query = select(
            record.leadline_id,
            accounts.get(kind, nothing),
            record.external_id,
            record.name,
            record.get("email", nothing),
        ).where(record.workspace_id == workspace_id, record.deleted_at.is_(None), record.is_placeholder.is_(False))
        for number, account, id_, *texts in connection.execute(query):
            yield Nameable(kind, number, account, id_, tuple(texts))
