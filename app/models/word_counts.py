"""How often each word of the CRM came, and who is named without having been sent."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select

from app.models.contact_correction import CONTACT_CORRECTION
from app.models.records import TABLES


@dataclass(frozen=True, slots=True)
class StageCount:
    """A stage as the CRM calls it, with the kind the CRM sent; how many deals are in it, and moved to it."""

    stage: str
    sent: str | None
    deals: int
    moves: int


@dataclass(frozen=True, slots=True)
class TitleCount:
    """A title, how many contacts bear it, and in how many accounts."""

    title: str
    contacts: int
    accounts: int


def stage_counts(connection: Connection, workspace_id: int) -> list[StageCount]:
    deal, change = TABLES["opportunity"].c, TABLES["field_change"].c
    deals: Counter[tuple[str, str | None]] = Counter()
    moves: Counter[tuple[str, str | None]] = Counter()
    wanted = (*_there(deal, workspace_id), deal.stage.is_not(None))
    query = select(deal.stage, deal.stage_kind, func.count()).where(*wanted)
    for stage, sent, number in connection.execute(query.group_by(deal.stage, deal.stage_kind)):
        deals[stage, sent] += number
    moved = select(change.new, change.stage_kind, func.count()).where(
        *_there(change, workspace_id), change.field == "stage", change.new.is_not(None)
    )
    for stage, sent, number in connection.execute(moved.group_by(change.new, change.stage_kind)):
        moves[stage, sent] += number
    return [StageCount(*key, deals[key], moves[key]) for key in {**deals, **moves}]


def title_counts(connection: Connection, workspace_id: int) -> list[TitleCount]:
    """Titles of contacts whose seniority nobody said: not the CRM, and no person."""
    contact = TABLES["contact"].c
    said = select(CONTACT_CORRECTION.c.contact_id).where(CONTACT_CORRECTION.c.workspace_id == workspace_id)
    query = select(contact.title, func.count(), func.count(contact.account_id.distinct())).where(
        *_there(contact, workspace_id),
        contact.title.is_not(None),
        contact.seniority.is_(None),
        contact.leadline_id.not_in(said),
    )
    return [TitleCount(*row) for row in connection.execute(query.group_by(contact.title))]


def value_counts(
    connection: Connection, workspace_id: int, record_type: str, fields: Sequence[str]
) -> dict[str, Counter[str | None]]:
    """Field to how often each of its values is there; None counts the records without one."""
    table = TABLES[record_type].c
    columns = [table[name] for name in fields]
    found: dict[str, Counter[str | None]] = {name: Counter() for name in fields}
    query = select(*columns, func.count()).where(*_there(table, workspace_id)).group_by(*columns)
    for *values, number in connection.execute(query):
        for name, value in zip(fields, values, strict=True):
            found[name][value] += number
    return found


def record_counts(connection: Connection, workspace_id: int) -> dict[tuple[int, str], tuple[int, int]]:
    """Source and type to the records that are there, and those only named by others."""
    found: dict[tuple[int, str], tuple[int, int]] = {}
    for record_type, table in TABLES.items():
        query = (
            select(table.c.source_id, table.c.is_placeholder, func.count())
            .where(table.c.workspace_id == workspace_id, table.c.deleted_at.is_(None))
            .group_by(table.c.source_id, table.c.is_placeholder)
        )
        for source_id, is_named_only, number in connection.execute(query):
            there, named = found.get((source_id, record_type), (0, 0))
            found[source_id, record_type] = (there, number) if is_named_only else (number, named)
    return found


def users_with_accounts(connection: Connection, workspace_id: int) -> list[Mapping[str, Any]]:
    """Everybody on our side, sent or only named, with how many accounts they own."""
    user, account = TABLES["user"].c, TABLES["account"].c
    owned = (
        select(account.owner_id, func.count().label("accounts"))
        .where(*_there(account, workspace_id), account.owner_id.is_not(None))
        .group_by(account.owner_id)
        .subquery()
    )
    query = (
        select(
            *(user[name] for name in ("leadline_id", "external_id", "source_id", "name", "email", "manager_id")),
            *(user[name] for name in ("active", "is_placeholder")),
            func.coalesce(owned.c.accounts, 0).label("accounts"),
        )
        .outerjoin(owned, owned.c.owner_id == user.leadline_id)
        .where(user.workspace_id == workspace_id, user.deleted_at.is_(None))
        .order_by(func.coalesce(owned.c.accounts, 0).desc(), user.leadline_id)
    )
    return [dict(row) for row in connection.execute(query).mappings()]


def _there(table: Any, workspace_id: int) -> tuple[ColumnElement[bool], ...]:
    return table.workspace_id == workspace_id, table.deleted_at.is_(None), table.is_placeholder.is_(False)
