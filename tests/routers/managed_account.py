"""An account looked after and not led, as rows of an import, for tests that look at it from several sides."""

from datetime import UTC, datetime, timedelta
from typing import Any

NOW = datetime.now(UTC)


def ago(days: float) -> str:
    return (NOW - timedelta(days=days)).isoformat()


def day(days: float) -> str:
    return (NOW - timedelta(days=days)).date().isoformat()


ROWS: list[dict[str, Any]] = [
    {"type": "user", "id": "kim", "name": "Kim", "team": "EMEA"},
    {
        "type": "account", "id": "1", "name": "Northgate", "tier": "A", "employees": 60, "owner_id": "kim",
        "relationship": "customer", "potential": 600000, "created_at": ago(800),
    },
    {"type": "contact", "id": "buyer", "account_id": "1", "name": "Bo Lind", "title": "Buyer"},
    {"type": "contact", "id": "cfo", "account_id": "1", "name": "Dana Ruiz", "title": "CFO"},
    {
        "type": "opportunity", "id": "theirs", "account_id": "1", "name": "Line two", "kind": "expansion",
        "started_by": "customer", "stage_kind": "proposal", "created_at": ago(25), "next_step_due_on": day(-20),
        "expected_close_on": day(-90),
    },
    *(
        {
            "type": "quote", "id": f"q{n}", "account_id": "1", "status": "sent", "requested_at": ago(20 * n + 10),
            "sent_at": ago(20 * n + 9.99),
        }
        for n in range(6)
    ),
    # Met as often elsewhere: so what is not recorded here did not happen.
    {"type": "account", "id": "e", "name": "Elsewhere", "tier": "C", "created_at": ago(800)},
    {"type": "contact", "id": "d", "account_id": "e", "name": "Lee"},
    *(
        {
            "type": "activity", "id": f"{prefix}{week}", "kind": "meeting", "account_id": account,
            "contact_ids": [contact], "outcome": "held", "status": "done", "subject": "Weekly call",
            "completed_at": ago(7 * week + 1),
        }
        for prefix, account, contact in (("m", "1", "buyer"), ("e", "e", "d"))
        for week in range(60)
    ),
]  # fmt: skip
