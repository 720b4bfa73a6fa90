"""Which account a record belongs to: its own, else its opportunity's, else the first of its contacts' that has one."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, bindparam, case, func, select, update

from app.db import chunks
from app.models.account_past import drop_pasts_of
from app.models.activity_contact import ACTIVITY_CONTACT
from app.models.merging import merges_of
from app.models.records import TABLES
from app.models.storing import lock_records

ACTIVITY, QUOTE, OPPORTUNITY = TABLES["activity"], TABLES["quote"], TABLES["opportunity"]
CONTACT, ACCOUNT, CHANGE = TABLES["contact"], TABLES["account"], TABLES["field_change"]


def accounts_of(connection: Connection, workspace_id: int, record_type: str, ids: Iterable[int]) -> dict[int, int]:
    """Record to account, for those that have one."""
    if record_type == "account":
        return {number: number for number in ids}
    if record_type == "user":
        return {}
    found: dict[int, int] = {}
    for some in chunks(sorted(ids)):
        rows = connection.execute(_accounts_of(record_type), {"workspace_id": workspace_id, "some": some})
        found.update((number, account) for number, account in rows if account is not None)
    return found


def lock_touched(connection: Connection, workspace_id: int, ids: Mapping[str, set[int]]) -> None:
    """Keep other writers away from these records' accounts, contacts and opportunities until the transaction ends.

    What a record belongs to, and the history of its fields, is read from these. SQLite has one writer anyway.
    """
    if connection.dialect.name == "sqlite":
        return
    accounts = {
        account
        for record_type, numbers in ids.items()
        for account in accounts_of(connection, workspace_id, record_type, numbers).values()
    }
    lock_records(connection, workspace_id, "account", accounts)
    # A merge anywhere on the way from a contact to who stands for it moves what it said without an account.
    named, locked = ids.get("contact", set()), set[int]()
    while named and (people := (named | merges_of(connection, workspace_id, "contact").around(named)) - locked):
        lock_records(connection, workspace_id, "contact", people)
        locked |= people
    lock_records(connection, workspace_id, "opportunity", ids.get("opportunity", set()))


def accounts_owned(connection: Connection, workspace_id: int, user_ids: Iterable[int]) -> set[int]:
    """The accounts these users own, themselves or through an opportunity or a quote."""
    found: set[int] = set()
    for some in chunks(sorted(user_ids)):
        for table, column in (
            (ACCOUNT, ACCOUNT.c.leadline_id),
            (OPPORTUNITY, OPPORTUNITY.c.account_id),
            (QUOTE, QUOTE.c.belongs_to_id),
        ):
            found.update(
                connection.scalars(
                    select(column).where(
                        table.c.workspace_id == workspace_id, table.c.owner_id.in_(some), column.is_not(None)
                    )
                )
            )
    return found


def settle_belonging(
    connection: Connection,
    workspace_id: int,
    *,
    activity_ids: set[int],
    quote_ids: set[int],
    opportunity_ids: set[int],
    contact_ids: set[int],
) -> set[int]:
    """Find the account of records that name none: those given, and those that lean on the opportunities and contacts.

    Returns the accounts that lost or won one.
    """
    if not (activity_ids or quote_ids or opportunity_ids or contact_ids):
        return set()
    activity_ids = activity_ids | _leaning(connection, workspace_id, ACTIVITY, opportunity_ids)
    people = merges_of(connection, workspace_id, "contact")
    for some in chunks(people.with_losers(contact_ids)):
        link = ACTIVITY_CONTACT.c
        activity_ids |= set(
            connection.scalars(
                select(link.activity_id).where(link.workspace_id == workspace_id, link.contact_id.in_(some))
            )
        )
    activities = list(_loose(connection, workspace_id, "activity", activity_ids))
    quotes = list(
        _loose(
            connection, workspace_id, "quote", quote_ids | _leaning(connection, workspace_id, QUOTE, opportunity_ids)
        )
    )
    of_opportunity = accounts_of(
        connection, workspace_id, "opportunity", {row.opportunity_id for row in (*activities, *quotes)} - {None}
    )
    of_contact = accounts_of(
        connection, workspace_id, "contact", {people.of(one) for row in activities for one in _people(row)}
    )
    touched: set[int] = set()
    for table, rows in ((ACTIVITY, activities), (QUOTE, quotes)):
        moved, left = [], []
        for row in rows:
            account = of_opportunity.get(row.opportunity_id)
            if account is None and table is ACTIVITY:
                named = map(people.of, _people(row))
                account = next((of_contact[one] for one in named if one in of_contact), None)
            if account != row.belongs_to_id:
                moved.append({"of_id": row.leadline_id, "account": account})
                touched |= {one for one in (row.belongs_to_id, account) if one is not None}
                left.append((dict(row._mapping), (row.belongs_to_id, account)))
        if moved:
            statement = update(table).where(table.c.leadline_id == bindparam("of_id"))
            connection.execute(statement.values(belongs_to_id=bindparam("account")), moved)
        if table is ACTIVITY:
            drop_pasts_of(connection, workspace_id, left)
    return touched


@cache
def _accounts_of(record_type: str) -> Select[Any]:
    table = TABLES[record_type]
    some = table.c.leadline_id.in_(bindparam("some", expanding=True))
    return _accounts(record_type).where(table.c.workspace_id == bindparam("workspace_id"), some)


def _accounts(record_type: str) -> Select[Any]:
    table = TABLES[record_type]
    if record_type in ("activity", "quote"):
        return select(table.c.leadline_id, table.c.belongs_to_id)
    if record_type == "opportunity_contact":
        of = OPPORTUNITY.c.leadline_id == table.c.opportunity_id
        return select(table.c.leadline_id, OPPORTUNITY.c.account_id).join(OPPORTUNITY, of)
    if record_type == "field_change":
        own = case((CHANGE.c.record_type == "account", CHANGE.c.record_id))
        return (
            select(CHANGE.c.leadline_id, func.coalesce(own, OPPORTUNITY.c.account_id, CONTACT.c.account_id))
            .outerjoin(
                OPPORTUNITY,
                and_(CHANGE.c.record_type == "opportunity", OPPORTUNITY.c.leadline_id == CHANGE.c.record_id),
            )
            .outerjoin(CONTACT, and_(CHANGE.c.record_type == "contact", CONTACT.c.leadline_id == CHANGE.c.record_id))
        )
    return select(table.c.leadline_id, table.c.account_id)


def _leaning(connection: Connection, workspace_id: int, table: Any, opportunity_ids: set[int]) -> set[int]:
    found: set[int] = set()
    for some in chunks(sorted(opportunity_ids)):
        found |= set(
            connection.scalars(
                select(table.c.leadline_id).where(
                    table.c.workspace_id == workspace_id,
                    table.c.opportunity_id.in_(some),
                    table.c.account_id.is_(None),
                )
            )
        )
    return found


def _loose(connection: Connection, workspace_id: int, record_type: str, ids: set[int]) -> Iterable[Row[Any]]:
    table = TABLES[record_type]
    for some in chunks(sorted(ids)):
        yield from connection.execute(
            select(table).where(
                table.c.workspace_id == workspace_id, table.c.leadline_id.in_(some), table.c.account_id.is_(None)
            )
        )


def _people(row: Row[Any]) -> list[int]:
    return [*(row.contact_ids or ()), *(row.attended_ids or ())]
