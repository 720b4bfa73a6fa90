"""Many records at once end as one by one, for each type: in whole when new, written back when known."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from app.db import writing
from app.domain.records import RECORD_TYPES
from app.models.many_rows import MANY
from tests.sending import NOON, Crm, put

FIELDS: dict[str, dict[str, Any]] = {
    "user": {"name": "Ann", "started_on": "2026-01-01", "active": False},
    "account": {"name": "Halden", "fit": 12.5, "shared_with_ids": ["u1", "u2"], "employees": 5},
    "contact": {"name": "Dana", "account_id": "a1"},
    "opportunity": {"account_id": "a1", "amount": 10, "is_won": True, "stage": "Offer"},
    "opportunity_contact": {"opportunity_id": "o1", "contact_id": "c1"},
    "field_change": {
        "record_type": "account", "record_id": "a1", "field": "tier", "old": "A", "new": "B",
        "changed_at": "2026-01-01T00:00:00Z",
    },
    "quote": {"account_id": "a1", "sent_at": "2026-01-01T00:00:00.5Z"},
    "activity": {"kind": "email", "contact_ids": ["c1"], "subject": "Quote", "body": "Thanks"},
    "change": {"account_id": "a1", "noticed_on": "2026-01-01"},
    "commitment": {"account_id": "a1", "made_by": "us", "what": "Send \\N \t the 'drawings'"},
    "scenario": {"account_id": "a1", "what_if": "They merge", "options": [{"what": "Meet", "owner_id": "u1"}]},
    "directive": {"given_by": "u1", "given_to": "u2", "what": "Call", "given_at": "2026-01-01T00:00:00Z"},
}  # fmt: skip


@pytest.mark.parametrize("kind", RECORD_TYPES)
def test_many_are_stored_and_changed_as_one_is(engine: Engine, kind: str) -> None:
    with writing(engine, None) as connection:
        one, many = Crm(connection, workspace="one"), Crm(connection, workspace="many")
        for days in (9, 1):
            said = FIELDS[kind] | {"updated_at": NOON - timedelta(days=days)}
            one.send(put(kind, id="x0", **said))
            many.send(*(put(kind, id=f"x{number}", **said) for number in range(MANY + 1)))
        stored = many.rows(kind)
        last = stored[f"x{MANY}"]
        assert _told(stored["x0"]) == _told(one.row(kind, "x0")) == _told(last) | {"id": "x0"}
        assert last["version"] == 2


def _told(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "leadline_id"}
