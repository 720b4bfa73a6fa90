"""What is new and asks nothing yet: in the week's review and on the account, and moving nothing."""

from datetime import UTC, datetime
from typing import Any

from fastapi.testclient import TestClient
from sqlalchemy import Engine

from app.services.weekly_review import week_of
from tests.clients import client_of
from tests.routers.managed_account import ROWS, ago, day

THIS_WEEK = week_of(datetime.now(UTC).date())
WROTE = {
    "type": "activity", "id": "wrote", "account_id": "s", "kind": "email", "direction": "inbound",
    "contact_ids": ["wb"], "subject": "Pumps for line three", "completed_at": ago(2), "needs_answer": False,
}  # fmt: skip
SILENT = [
    {
        "type": "account", "id": "s", "name": "Stone Ales", "tier": "B", "relationship": "customer",
        "created_at": ago(800),
    },
    {"type": "contact", "id": "wb", "account_id": "s", "name": "Wen Bar", "title": "Buyer"},
    *(
        {
            "type": "activity", "id": f"s{n}", "account_id": "s", "kind": "meeting", "contact_ids": ["wb"],
            "outcome": "held", "completed_at": ago(200 + n),
        }
        for n in range(3)
    ),
    # Others write too, so that a message is nothing new to the workspace.
    {**WROTE, "id": "other", "account_id": "e", "contact_ids": ["d"], "completed_at": ago(30)},
]  # fmt: skip
MERGER = {"type": "change", "id": "m", "account_id": "1", "kind": "merger", "intensity": 3, "noticed_on": day(4)}


def judged(client: TestClient, account: str) -> dict[str, Any]:
    said: dict[str, Any] = client.get(f"/v1/accounts/{account}/assessment").json()
    return said


def test_the_review_and_the_account_tell_it_and_nothing_moves(sqlite_engine: Engine) -> None:
    client = client_of(sqlite_engine)
    assert client.post("/v1/imports", json=[*ROWS, *SILENT]).json()["summary"]["refused"] == 0
    before = {account: judged(client, account) for account in ("1", "s")}
    assert all(said["lines"]["news"]["items"] == [] for said in before.values())
    assert client.post("/v1/imports", json=[WROTE, MERGER]).json()["summary"]["stored"] == 2
    after = {account: judged(client, account) for account in ("1", "s")}

    (merger,), (spoke,) = (after[account]["lines"]["news"]["items"] for account in ("1", "s"))
    assert merger["says"].startswith("Merger: noticed ")
    assert (merger["on"], merger["asks_on"]) == (day(4), day(-10))
    assert "Wen Bar wrote or called on" in spoke["says"]
    assert "after 180 days or more of silence" in spoke["says"]
    for account in ("1", "s"):
        for part in ("posture", "effectiveness", "efficiency", "leadership_needed", "findings", "flags"):
            assert after[account][part] == before[account][part], (account, part)

    told = [each["sentence"] for each in client.get(f"/v1/reviews/{THIS_WEEK}").json()["changes"]]
    assert f"{merger['says']}." in told
    assert f"{spoke['says']}." in told
