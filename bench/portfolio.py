"""A large made-up workspace, put straight into the tables: twelve rows an account in the windows of judging."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, insert

from app.db import writing
from app.models.records import TABLES
from app.services.workspaces import ensure_source, ensure_workspace

NOW = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
ACTIVITIES = 7
ROWS_AN_ACCOUNT = 5 + ACTIVITIES
SELLERS = 50
AT_ONCE = 2000
"""Accounts put in with one statement a kind of record."""


def make_portfolio(engine: Engine, accounts: int, of_the_first: int = 0) -> int:
    """The id of the workspace. ``of_the_first``: so many activities more of the first account, over three years."""
    chance = random.Random(1)
    with writing(engine, None) as connection:
        workspace_id = ensure_workspace(connection, "bench")
        source_id = ensure_source(connection, workspace_id, "crm", NOW)
    envelope = {
        "workspace_id": workspace_id,
        "source_id": source_id,
        "updated_at": NOW,
        "field_stamps": {},
        "is_placeholder": False,
        "first_received_at": NOW,
        "received_at": NOW,
        "version": 1,
    }
    for first in range(1, accounts + 1, AT_ONCE):
        some = range(first, min(first + AT_ONCE, accounts + 1))
        with writing(engine, workspace_id) as connection:
            _put(connection, envelope, "account", (_account(number, chance) for number in some))
            _put(
                connection,
                envelope,
                "contact",
                (_contact(2 * number + n, number, chance) for number in some for n in (0, 1)),
            )
            _put(connection, envelope, "opportunity", (_opportunity(number, chance) for number in some))
            _put(connection, envelope, "field_change", (_stage_change(number, chance) for number in some))
            _put(connection, envelope, "quote", (_quote(number, chance) for number in some))
            _put(connection, envelope, "activity", (row for number in some for row in _activities(number, chance)))
    for first in range(0, of_the_first, 5 * AT_ONCE):
        some = range(first, min(first + 5 * AT_ONCE, of_the_first))
        with writing(engine, workspace_id) as connection:
            after = ACTIVITIES * (accounts + 1)
            _put(connection, envelope, "activity", (_activity(after + n, 1, 1095, chance) for n in some))
    return workspace_id


def go_on_counting(connection: Connection) -> None:
    """What is stored from now on gets numbers after those given here."""
    if connection.dialect.name == "postgresql":
        for record_type in ("account", "contact", "opportunity", "field_change", "quote", "activity"):
            last = f"SELECT max(leadline_id) FROM {record_type}"
            connection.exec_driver_sql(
                f"SELECT setval(pg_get_serial_sequence('{record_type}', 'leadline_id'), ({last}))"
            )


def _put(connection: Connection, envelope: dict[str, Any], record_type: str, rows: Iterator[dict[str, Any]]) -> None:
    whole = [{**envelope, "external_id": f"{record_type}-{row['leadline_id']}", **row} for row in rows]
    connection.execute(insert(TABLES[record_type]), whole)


def _owner(number: int) -> int:
    return number % SELLERS + 1


def _account(number: int, chance: random.Random) -> dict[str, Any]:
    return {
        "leadline_id": number,
        "name": f"Account {number}",
        "owner_id": _owner(number),
        "relationship": "customer",
        "tier": chance.choice("ABC"),
        "employees": chance.choice((5, 60, 300, 2000)),
        "potential": float(chance.randrange(1_000_000)),
        "created_at": NOW - timedelta(days=700),
    }


def _contact(number: int, account: int, chance: random.Random) -> dict[str, Any]:
    titles = ("Managing director", "Buyer", "Production manager", "CFO")
    return {"leadline_id": number, "account_id": account, "name": f"Person {number}", "title": chance.choice(titles)}


def _opportunity(number: int, chance: random.Random) -> dict[str, Any]:
    return {
        "leadline_id": number,
        "account_id": number,
        "owner_id": _owner(number),
        "name": "Second line",
        "kind": "expansion",
        "stage": "Offer",
        "stage_kind": "proposal",
        "amount": 1000.0,
        "currency": "EUR",
        "started_by": chance.choice(("us", "customer")),
        "next_step_due_on": (NOW + timedelta(days=10)).date(),
        "expected_close_on": (NOW + timedelta(days=60)).date(),
        "created_at": NOW - timedelta(days=chance.randrange(60, 90)),
    }


def _stage_change(number: int, chance: random.Random) -> dict[str, Any]:
    return {
        "leadline_id": number,
        "record_type": "opportunity",
        "record_id": number,
        "field": "stage",
        "old": "Talk",
        "new": "Offer",
        "stage_kind": "proposal",
        "changed_at": NOW - timedelta(days=chance.randrange(60)),
        "is_ours": False,
    }


def _quote(number: int, chance: random.Random) -> dict[str, Any]:
    requested_at = NOW - timedelta(days=50)
    return {
        "leadline_id": number,
        "account_id": number,
        "belongs_to_id": number,
        "owner_id": _owner(number),
        "status": "sent",
        "requested_at": requested_at,
        "sent_at": requested_at + timedelta(hours=chance.randrange(60)),
    }


def _activities(account: int, chance: random.Random) -> Iterator[dict[str, Any]]:
    for n in range(ACTIVITIES):
        yield _activity(ACTIVITIES * account + n, account, 120, chance)


def _activity(number: int, account: int, days: int, chance: random.Random) -> dict[str, Any]:
    at = NOW - timedelta(days=chance.randrange(days), hours=chance.randrange(8))
    kind = chance.choice(("call", "email", "email", "meeting", "task"))
    due_at = at + timedelta(hours=3) if kind == "task" else None
    return {
        "leadline_id": number,
        "kind": kind,
        "account_id": account,
        "belongs_to_id": account,
        "contact_ids": [2 * account + chance.randrange(2)],
        "user_ids": [_owner(account)],
        "direction": chance.choice(("inbound", "outbound")) if kind == "email" else None,
        "outcome": {"meeting": "held", "call": "spoke"}.get(kind),
        "status": "done",
        "start_at": at,
        "completed_at": at if kind == "task" else None,
        "due_at": due_at,
        "matters_until_at": due_at or at,
        "tag_purpose": "follow_up",
        "tag_dimension": "efficiency",
        "tag_decided_by": "text",
        "tag_reasons": [],
        "tag_measures": {"acknowledges": False},
    }
