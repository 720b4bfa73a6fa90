"""What is filled in, recorded or decided later must not be seen when we look back."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from app.domain.dossier import prepare
from app.domain.reconstruct import Instant, reconstruct
from app.domain.rows import AccountRows
from app.services.policies import default_policy
from tests.domain.in_memory import InMemory

AS_OF = datetime(2026, 3, 1, tzinfo=UTC)
CONNECTED = datetime(2026, 11, 1, tzinfo=UTC)
BEFORE: list[dict[str, Any]] = [
    {"type": "account", "id": "acme", "name": "Acme", "created_at": "2025-01-01T00:00:00Z"},
    {"type": "contact", "id": "dana", "account_id": "acme", "name": "Dana"},
    {"type": "user", "id": "kim"},
    {
        "type": "opportunity",
        "id": "hall",
        "account_id": "acme",
        "created_at": "2026-01-10T09:00:00Z",
    },
    {
        "type": "quote",
        "id": "q1",
        "account_id": "acme",
        "opportunity_id": "hall",
        "requested_at": "2026-02-20T09:00:00Z",
    },
    {
        "type": "activity",
        "id": "met",
        "kind": "meeting",
        "account_id": "acme",
        "contact_ids": ["dana"],
        "attended_ids": ["dana"],
        "outcome": "held",
        "status": "done",
        "created_at": "2026-02-01T09:00:00Z",
        "start_at": "2026-02-02T09:00:00Z",
    },
    {
        "type": "activity",
        "id": "call",
        "kind": "call",
        "account_id": "acme",
        "contact_ids": ["dana"],
        "status": "planned",
        "created_at": "2026-02-25T09:00:00Z",
        "due_at": "2026-03-05T09:00:00Z",
    },
]
LATER: dict[str, dict[str, Any]] = {
    "acme": {
        "owner_id": "kim",
        "tier": "A",
        "aim": "grow",
        "relationship": "customer",
        "employees": 500,
        "potential": 1e6,
        "fit": 90,
        "renewal_on": "2026-12-01",
        "paused_until_on": "2027-01-01",
    },
    "dana": {
        "role": "economic_buyer",
        "title": "CFO",
        "seniority": 5,
        "stance": "supporter",
        "left_on": "2026-05-01",
    },
    "hall": {
        "owner_id": "kim",
        "kind": "expansion",
        "stage": "Won",
        "stage_kind": "won",
        "amount": 5e5,
        "started_by": "us",
        "primary_contact_id": "dana",
        "next_step": "sign",
        "next_step_due_on": "2026-04-01",
        "expected_close_on": "2026-04-10",
        "closed_at": "2026-04-10T09:00:00Z",
        "is_closed": True,
        "is_won": True,
    },
    "q1": {
        "owner_id": "kim",
        "status": "accepted",
        "sent_at": "2026-03-02T09:00:00Z",
        "answered_at": "2026-04-01T09:00:00Z",
    },
    "call": {
        "status": "done",
        "outcome": "spoke",
        "attended_ids": ["dana"],
        "completed_at": "2026-03-05T09:00:00Z",
    },
}
ADDED: list[dict[str, Any]] = [
    {
        "type": "field_change",
        "id": "f1",
        "record_type": "contact",
        "record_id": "dana",
        "field": "role",
        "old": "champion",
        "new": "economic_buyer",
        "changed_at": "2026-04-20T09:00:00Z",
    },
    {
        "type": "field_change",
        "id": "f2",
        "record_type": "account",
        "record_id": "acme",
        "field": "owner_id",
        "old": "kim",
        "new": "luis",
        "changed_at": "2026-04-20T09:00:00Z",
    },
    {
        "type": "field_change",
        "id": "f3",
        "record_type": "account",
        "record_id": "acme",
        "field": "tier",
        "old": "B",
        "new": "A",
        "changed_at": "2026-04-20T09:00:00Z",
    },
    {
        "type": "activity",
        "id": "late",
        "kind": "meeting",
        "account_id": "acme",
        "contact_ids": ["dana"],
        "outcome": "held",
        "status": "done",
        "created_at": "2026-04-15T09:00:00Z",
        "start_at": "2026-02-10T09:00:00Z",
    },
    {"type": "opportunity_contact", "id": "oc", "opportunity_id": "hall", "contact_id": "dana", "role": "champion"},
    {"type": "change", "id": "merger", "account_id": "acme", "kind": "merger", "noticed_on": "2026-03-01"},
    {
        "type": "commitment",
        "id": "promise",
        "account_id": "acme",
        "made_by": "us",
        "what": "a demo",
        "made_on": "2026-03-01",
    },
    {
        "type": "scenario",
        "id": "plan",
        "account_id": "acme",
        "what_if": "it sells",
        "options": [{"what": "meet", "owner_id": "kim", "accepted_on": "2026-03-20"}],
    },
    {"type": "contact", "id": "eve", "account_id": "acme", "name": "Eve", "role": "champion"},
    {
        "type": "opportunity",
        "id": "next",
        "account_id": "acme",
        "created_at": "2026-03-02T09:00:00Z",
        "is_won": True,
    },
]


def then(records: list[dict[str, Any]], connected_at: datetime = CONNECTED) -> AccountRows | None:
    """The account in March, ids given out in the same order whatever the records hold."""
    memory = InMemory(records)
    for kind, name in (("account", "acme"), ("contact", "dana"), ("user", "kim"), ("opportunity", "hall")):
        memory.id_of(kind, name)
    rows = memory.account_rows()[0]
    instant = Instant(AS_OF, date(2026, 3, 1), {1: connected_at})
    return reconstruct(prepare(rows, default_policy()), default_policy(), instant)


def test_nothing_filled_in_recorded_or_decided_later_is_seen() -> None:
    today = [{**record, **LATER.get(record["id"], {})} for record in BEFORE] + ADDED
    assert then(today) == then(BEFORE)


@pytest.mark.parametrize("record", ADDED, ids=lambda record: record["id"])
def test_no_later_record_is_seen(record: dict[str, Any]) -> None:
    assert then([*BEFORE, record]) == then(BEFORE)


UNDATED_ENDS = {("hall", "is_closed"), ("hall", "is_won"), ("hall", "stage_kind"), ("hall", "stage")} | {
    ("call", "status"),
    ("q1", "status"),
}
"""Alone they say that it ended, on no day: then the record is left out, see below."""


@pytest.mark.parametrize(
    ("id_", "field"),
    [(id_, field) for id_, fields in LATER.items() for field in fields if (id_, field) not in UNDATED_ENDS],
)
def test_no_later_value_is_seen(id_: str, field: str) -> None:
    changed = [{**record, **({field: LATER[id_][field]} if record["id"] == id_ else {})} for record in BEFORE]
    assert then(changed) == then(BEFORE)


@pytest.mark.parametrize(
    ("id_", "ended", "where"),
    [
        ("hall", {"is_closed": True, "is_won": True}, "opportunities"),
        ("hall", {"stage_kind": "lost"}, "opportunities"),
        ("q1", {"status": "cancelled"}, "quotes"),
        ("call", {"status": "cancelled"}, "activities"),
        ("call", {"status": "done"}, "activities"),
    ],
)
def test_what_ended_on_no_day_is_left_out(id_: str, ended: dict[str, Any], where: str) -> None:
    found = then([{**record, **(ended if record["id"] == id_ else {})} for record in BEFORE])
    assert found
    assert f"crm:{id_}" not in [row.key for row in getattr(found, where)]


def test_what_a_dated_change_said_before_is_known() -> None:
    def changed(record_type: str, record_id: str, field: str, new: str) -> dict[str, Any]:
        return {
            "type": "field_change",
            "id": f"{record_id}-{field}",
            "record_type": record_type,
            "record_id": record_id,
            "field": field,
            "new": new,
            "changed_at": "2026-02-01T09:00:00Z",
        }

    found = then(
        [
            *BEFORE,
            changed("contact", "dana", "role", "economic_buyer"),
            changed("account", "acme", "tier", "B"),
            changed("account", "acme", "employees", "250"),
            changed("account", "acme", "relationship", "no such word"),
            changed("opportunity", "hall", "expected_close_on", "2026-05-01"),
            changed("opportunity", "hall", "started_by", "us"),
        ]
    )
    assert found
    assert found.contacts[0].role == "economic_buyer"
    assert (found.account.tier, found.account.employees, found.account.relationship) == ("B", 250, None)
    assert found.opportunities[0].expected_close_on == date(2026, 5, 1)
    assert found.opportunities[0].started_by == "us"


def test_a_deal_is_open_until_the_day_it_was_closed() -> None:
    closed = {"closed_at": "2026-02-10T09:00:00Z", "is_closed": True, "is_won": True}
    found = then([{**record, **(closed if record["id"] == "hall" else {})} for record in BEFORE])
    assert found
    assert found.opportunities[0].is_won


def test_an_account_made_later_was_not_there() -> None:
    account = {**BEFORE[0], "created_at": "2026-03-02T00:00:00Z"}
    assert then([account, *BEFORE[1:]]) is None


def test_an_account_without_a_day_is_there_from_its_first_dated_record() -> None:
    bare = {"type": "account", "id": "acme"}
    assert then([bare, *BEFORE[1:]])
    assert then([bare, {**BEFORE[3], "created_at": "2026-03-02T09:00:00Z"}]) is None
