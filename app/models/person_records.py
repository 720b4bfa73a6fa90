"""Records that name a user or a contact, read through whole tables: for their own page and their export."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, func, or_, select

from app.domain.records import RECORD_TYPES
from app.models.action import ACTION
from app.models.contact_correction import CONTACT_CORRECTION
from app.models.field_version import FIELD_VERSION
from app.models.flag import FLAG
from app.models.people_named import holds
from app.models.records import TABLES
from app.models.review import REVIEW
from app.models.session import SESSION
from app.models.statement import STATEMENT
from app.models.tag_correction import TAG_CORRECTION

Row = dict[str, Any]
ACTIVITY, CHANGE, USER = (TABLES[name] for name in ("activity", "field_change", "user"))
TAG = ("tag_purpose", "tag_dimension", "tag_decided_by", "tag_reasons")
OF_WORK = ("leadline_id", "belongs_to_id", "user_ids", "kind", "subject", *TAG)


def naming_fields(record_type: str, of: str) -> list[str]:
    """The fields of a type of record that name a user (``of``) or a contact."""
    return [field for field, target in RECORD_TYPES[record_type].references.items() if target == of]


def people_records(connection: Connection, workspace_id: int, record_type: str, numbers: Sequence[int]) -> list[Row]:
    """The records of these users or contacts; no deleted ones."""
    table = TABLES[record_type]
    query = select(table).where(
        table.c.workspace_id == workspace_id, table.c.leadline_id.in_(numbers), table.c.deleted_at.is_(None)
    )
    return [dict(row) for row in connection.execute(query.order_by(table.c.leadline_id)).mappings()]


def records_naming(
    connection: Connection, workspace_id: int, record_type: str, of: str, numbers: Sequence[int]
) -> list[Row]:
    """The records of a type that name one of these people anywhere, oldest number first; no deleted ones."""
    table = TABLES[record_type]
    named = [_names(connection, table, field, numbers) for field in naming_fields(record_type, of)]
    if record_type == "field_change":
        named.append(and_(table.c.record_type == of, table.c.record_id.in_(numbers)))
    if record_type == "scenario" and of == "user":
        named.append(table.c.options.is_not(None))
    if not named:
        return []
    query = select(table).where(table.c.workspace_id == workspace_id, table.c.deleted_at.is_(None), or_(*named))
    rows = [dict(row) for row in connection.execute(query.order_by(table.c.leadline_id)).mappings()]
    if record_type == "scenario":
        return [row for row in rows if any(option["owner_id"] in numbers for option in row["options"])]
    return rows


def work_of(connection: Connection, workspace_id: int, user: int, since: datetime, until: datetime) -> list[Row]:
    """What a user did between two instants, ``at`` which, the latest first.

    Who took part did it, else who put it on file.
    """
    at = func.coalesce(ACTIVITY.c.completed_at, ACTIVITY.c.start_at, ACTIVITY.c.created_at)
    by = or_(ACTIVITY.c.actor_id == user, holds(connection, ACTIVITY.c.user_ids, [user]))
    query = select(*(ACTIVITY.c[name] for name in OF_WORK), at.label("at")).where(
        ACTIVITY.c.workspace_id == workspace_id,
        ACTIVITY.c.deleted_at.is_(None),
        ACTIVITY.c.is_placeholder.is_(False),
        ACTIVITY.c.status.is_distinct_from("cancelled"),
        at >= since,
        at <= until,
        by,
    )
    rows = connection.execute(query.order_by(at.desc(), ACTIVITY.c.leadline_id.desc())).mappings()
    return [dict(row) for row in rows if not row["user_ids"] or user in row["user_ids"]]


def owner_changes(connection: Connection, workspace_id: int, names: Sequence[str], deals: Sequence[int]) -> list[Row]:
    """Changes of the owner of these deals, and of those that one of these names ever owned, the first first."""
    change = CHANGE.c
    query = select(change.record_id, change.old, change.new, change.changed_at).where(
        change.workspace_id == workspace_id,
        change.record_type == "opportunity",
        change.field == "owner_id",
        change.deleted_at.is_(None),
        or_(change.old.in_(names), change.record_id.in_(deals)),
    )
    return [dict(row) for row in connection.execute(query.order_by(change.changed_at)).mappings()]


def deals_owned(connection: Connection, workspace_id: int, user: int) -> list[int]:
    deal = TABLES["opportunity"].c
    query = select(deal.leadline_id).where(
        deal.workspace_id == workspace_id, deal.owner_id == user, deal.deleted_at.is_(None)
    )
    return list(connection.scalars(query))


def accounts_of_deals(connection: Connection, workspace_id: int, deals: Sequence[int]) -> list[int]:
    deal = TABLES["opportunity"].c
    query = select(deal.account_id).where(
        deal.workspace_id == workspace_id, deal.leadline_id.in_(deals), deal.account_id.is_not(None)
    )
    return list(connection.scalars(query.distinct()))


def stated_by(connection: Connection, workspace_id: int, name: str, since: datetime) -> list[Row]:
    """What somebody of this name put on file by a page, the latest first."""
    said = STATEMENT.c
    query = select(STATEMENT).where(
        said.workspace_id == workspace_id, said.stated_by == name, said.did == "stated", said.stated_at >= since
    )
    return [dict(row) for row in connection.execute(query.order_by(said.stated_at.desc())).mappings()]


def others_called(connection: Connection, workspace_id: int, name: str, user: int) -> bool:
    """Whether anybody else on our side has the same name: what is kept by name alone could be theirs."""
    query = select(USER.c.leadline_id).where(
        USER.c.workspace_id == workspace_id, USER.c.name == name, USER.c.leadline_id != user
    )
    return connection.execute(query).first() is not None


def said_by(connection: Connection, workspace_id: int, name: str) -> dict[str, list[Row]]:
    """What is kept under a name: corrections, answers to flags, actions agreed, and what was put on file by a page."""
    kept: dict[str, tuple[Table, ColumnElement[bool]]] = {
        "tags_corrected": (TAG_CORRECTION, TAG_CORRECTION.c.made_by == name),
        "ranks_corrected": (CONTACT_CORRECTION, CONTACT_CORRECTION.c.made_by == name),
        "flags_answered": (FLAG, FLAG.c.set_by == name),
        "actions_agreed": (ACTION, ACTION.c.agreed_by == name),
        "put_on_file": (STATEMENT, STATEMENT.c.stated_by == name),
    }
    return {what: _all(connection, workspace_id, table, condition) for what, (table, condition) in kept.items()}


def kept_of(connection: Connection, workspace_id: int, of: str, numbers: Sequence[int]) -> dict[str, list[Row]]:
    """What is kept under a person's number, beside the records: sessions and reviews without what is secret."""
    version = and_(FIELD_VERSION.c.record_type == of, FIELD_VERSION.c.record_id.in_(numbers))
    found = {"versions": _all(connection, workspace_id, FIELD_VERSION, version)}
    if of == "contact":
        ranks = CONTACT_CORRECTION.c.contact_id.in_(numbers)
        return found | {"ranks_said": _all(connection, workspace_id, CONTACT_CORRECTION, ranks)}
    scopes = [f"{kind}:{number}" for kind in ("owner", "viewer") for number in numbers]
    return found | {
        "actions": _all(connection, workspace_id, ACTION, ACTION.c.user_id.in_(numbers)),
        "sessions": _some(connection, workspace_id, SESSION, SESSION.c.user_id.in_(numbers), ("expires_at",)),
        "reviews": _some(connection, workspace_id, REVIEW, REVIEW.c.scope.in_(scopes), ("week", "scope", "made_at")),
    }


def _names(connection: Connection, table: Table, field: str, numbers: Sequence[int]) -> ColumnElement[bool]:
    is_list = field.endswith("_ids")
    return holds(connection, table.c[field], numbers) if is_list else table.c[field].in_(numbers)


def _all(connection: Connection, workspace_id: int, table: Table, condition: ColumnElement[bool]) -> list[Row]:
    return _some(connection, workspace_id, table, condition, [each.name for each in table.c])


def _some(
    connection: Connection, workspace_id: int, table: Table, condition: ColumnElement[bool], names: Sequence[str]
) -> list[Row]:
    shown = [table.c[name] for name in names if name not in ("workspace_id", "digest", "version")]
    query = select(*shown).where(table.c.workspace_id == workspace_id, condition)
    return [dict(row) for row in connection.execute(query.order_by(*table.primary_key.columns)).mappings()]
