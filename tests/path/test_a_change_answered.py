"""The merger nobody reacted to, in the demo company: said in one sentence, and cleared by leading."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from app.demo.company import demo_records
from tests.clients import client_of, send
from tests.routers.test_pages import signed_in

NAME = "Nordwick Chemicals"
NOW = datetime.now(UTC)
YESTERDAY = NOW.replace(hour=12) - timedelta(days=1)


@pytest.fixture
def records() -> list[dict[str, Any]]:
    return demo_records(NOW.date())


@pytest.fixture
def client(sqlite_engine: Engine, records: list[dict[str, Any]]) -> TestClient:
    client = client_of(sqlite_engine)
    import_rows(client, records)
    return client


def import_rows(client: TestClient, rows: list[dict[str, Any]]) -> None:
    answer = send(client, "/v1/imports", "\n".join(json.dumps(row, default=str) for row in rows))
    assert (answer.status_code, answer.json()["summary"]["refused"]) == (200, 0)


def by_code(items: list[dict[str, Any]], key: str) -> dict[str, dict[str, Any]]:
    return {each[key]: each for each in items}


def test_a_merger_nobody_reacted_to_is_cleared_by_a_plan_and_a_meeting(
    sqlite_engine: Engine, client: TestClient, records: list[dict[str, Any]]
) -> None:
    account = next(row for row in records if row["type"] == "account" and row["name"] == NAME)
    ours = [row for row in records if row.get("account_id") == account["id"]]
    merger = next(row for row in ours if row["type"] == "change")
    director = next(row for row in ours if row["type"] == "contact" and row["title"] == "Operations director")
    owner = next(row for row in records if row["type"] == "user" and row["id"] == account["owner_id"])
    asked = f"/v1/accounts/{account['id']}/assessment"
    person = signed_in(sqlite_engine)

    before = client.get(asked).json()
    finding = by_code(before["findings"], "code")["change_without_leadership"]
    assert finding["sentence"].startswith("Merger, noticed ")
    assert finding["sentence"].endswith(": nobody senior met since, no plan.")
    assert finding["sentence"].count(".") == 1, "one sentence"
    acting = [cure["sentence"] for cure in finding["cures"]]
    assert any(f"{director['name']}, Operations director" in said for said in acting)
    assert "Make a plan for the merger, and agree who carries it out." in acting
    html = person.get(f"/accounts/{before['leadline_id']}").text
    assert finding["sentence"] in html
    assert director["name"] in html

    import_rows(
        client,
        [
            {
                "type": "scenario", "id": "if-they-merge", "account_id": account["id"], "change_id": merger["id"],
                "what_if": "If purchasing is bundled before our deal is decided", "trigger": "merger",
                "options": [
                    {"what": "Offer a frame", "owner_id": owner["id"], "accepted_on": YESTERDAY.date()},
                    {"what": "Visit the new group"},
                ],
            },
            {
                "type": "activity", "id": "met-director", "account_id": account["id"], "kind": "meeting",
                "contact_ids": [director["id"]], "attended_ids": [director["id"]], "outcome": "held",
                "status": "done", "completed_at": YESTERDAY,
            },
        ],
    )  # fmt: skip
    after = client.get(asked).json()
    assert "change_without_leadership" not in by_code(after["findings"], "code")
    answer = by_code(after["effectiveness"]["answers"], "question")["ready_for_change"]
    assert (answer["verdict"], answer["score"]) == ("yes", 100)
    (plan,) = after["lines"]["scenarios"]["items"]
    assert (plan["fired"], plan["fired_on"]) == ("yes", str(merger["noticed_on"]))
    assert (plan["answered"], plan["answered_on"]) == ("yes", YESTERDAY.date().isoformat())
    html = person.get(f"/accounts/{before['leadline_id']}").text
    assert "somebody senior met, and a plan is accepted" in html
    assert "If purchasing is bundled before our deal is decided" in html
    assert f"{owner['name']} accepted on" in html
    assert "Visit the new group" in html
    assert "nobody is asked yet" in html.lower()
