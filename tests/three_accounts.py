"""Three accounts well looked after: in one the deals are our idea, in one few are, in one none."""

from datetime import UTC, datetime, timedelta
from typing import Any

NOW = datetime.now(UTC)


def ago(days: float) -> str:
    return (NOW - timedelta(days=days)).isoformat()


def account(id_: str, name: str, tier: str, *, ours: int, theirs: int) -> list[dict[str, Any]]:
    """Two seniors met every week and all work done; of its deals some are our idea, the others theirs."""
    return [
        {"type": "account", "id": id_, "name": name, "tier": tier, "employees": 60, "created_at": ago(800)},
        *(
            {"type": "contact", "id": f"{id_}c{who}", "account_id": id_, "title": "CFO", "name": "Kim"}
            for who in range(2)
        ),
        *(
            {
                "type": "activity", "id": f"{id_}m{week}", "kind": "meeting", "account_id": id_, "outcome": "held",
                "contact_ids": [f"{id_}c0", f"{id_}c1"], "status": "done", "completed_at": ago(7 * week + 1),
            }
            for week in range(20)
        ),
        *(
            {
                "type": "opportunity", "id": f"{id_}o{number}", "account_id": id_, "kind": "expansion",
                "started_by": "us" if number < ours else "customer", "is_closed": True, "is_won": True,
                "created_at": ago(200), "closed_at": ago(100), "amount": 1000, "currency": "EUR",
            }
            for number in range(ours + theirs)
        ),
        *(
            {
                "type": "activity", "id": f"{id_}t{day}", "kind": "task", "account_id": id_, "status": "done",
                "created_at": ago(day + 3), "due_at": ago(day), "completed_at": ago(day + 1),
            }
            for day in (5, 20, 40, 70)
        ),
    ]  # fmt: skip


ROWS = [
    *account("n", "Northgate", "A", ours=3, theirs=0),
    *account("h", "Halden", "A", ours=1, theirs=8),
    *account("v", "Vega", "C", ours=0, theirs=3),
]
