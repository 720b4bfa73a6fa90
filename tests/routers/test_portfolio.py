"""All accounts together, over REST and as a page."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from tests.clients import client_of
from tests.routers.managed_account import ROWS, ago
from tests.routers.test_pages import signed_in


def account(id_: str, **fields: Any) -> dict[str, Any]:
    return {"type": "account", "id": id_, "name": id_.title(), "tier": "A", "created_at": ago(800), **fields}


def worked(id_: str, days: range, **fields: Any) -> list[dict[str, Any]]:
    """An account with its days of meetings."""
    return [
        account(id_, **fields),
        {"type": "contact", "id": f"c {id_}", "account_id": id_, "title": "Buyer"},
        *(
            {
                "type": "activity", "id": f"{id_} {n}", "kind": "meeting", "account_id": id_, "outcome": "held",
                "contact_ids": [f"c {id_}"], "completed_at": ago(n + 1), "status": "done",
            }
            for n in days
        ),
    ]  # fmt: skip


COMPANY = [
    *ROWS,
    {"type": "user", "id": "lea", "name": "Lea", "team": "APAC"},
    *worked("orchard", range(120, 125), potential=5_000_000, owner_id="lea", relationship="customer"),
    *worked("busy", range(80), potential=1000, fit=12, owner_id="lea", relationship="customer"),
    *worked("small", range(3), potential=2000, fit=10),
    account("blind", potential=900_000, owner_id="lea", relationship="customer"),
    *worked("dollars", range(5), relationship="customer", tier="C"),
    {
        "type": "opportunity", "id": "usd", "account_id": "dollars", "amount": 7_000_000, "currency": "USD",
        "stage_kind": "open", "created_at": ago(20),
    },
]  # fmt: skip


@pytest.fixture
def client(engine: Engine) -> TestClient:
    client = client_of(engine)
    assert client.post("/v1/imports", json=COMPANY).json()["summary"]["refused"] == 0
    return client


def ids(part: dict[str, Any]) -> list[str]:
    return [each["account_id"] for each in part["accounts"]]


def test_totals_count_every_account_once_and_add_no_money_without_a_rate(client: TestClient) -> None:
    found = client.get("/v1/portfolio").json()
    totals = found["totals"]
    listed = client.get("/v1/assessments?limit=200").json()["items"]
    assert found["accounts"] == len(listed) == 7
    for by in ("by_posture", "by_aim"):
        assert sum(each["accounts"] for each in totals[by]) == totals["assessed"] == 7
    known = sum(item["priority"]["value"] or 0 for item in listed if not item["priority"]["assumed"])
    assert sum(each["value"] for each in totals["by_posture"]) == known < 7_000_000
    assert totals["not_added"] == [{"currency": "USD", "amount": 7_000_000}]


def test_high_potential_nobody_touches(client: TestClient) -> None:
    found = client.get("/v1/portfolio").json()["untouched"]
    assert (ids(found), found["count"], found["value"]) == (["orchard"], 1, 5_000_000)
    met = {"kind": "meeting", "account_id": "orchard", "contact_ids": ["c orchard"], "outcome": "held"}
    client.put("/v1/activities/now", json={**met, "status": "done", "completed_at": ago(1)})
    assert ids(client.get("/v1/portfolio").json()["untouched"]) == []


def test_much_effort_on_low_fit_is_the_busiest_quarter_only(client: TestClient) -> None:
    found = client.get("/v1/portfolio").json()["low_fit"]
    assert ids(found) == ["busy"]
    assert "80 days of contact" in found["accounts"][0]["effort"]


def test_what_we_cannot_see_says_its_value_and_what_would_settle_it(client: TestClient) -> None:
    found = client.get("/v1/portfolio").json()["cannot_see"]
    assert (ids(found)[0], found["accounts"][0]["value"]) == ("blind", 900_000)
    assert found["accounts"][0]["would_settle_sentences"]
    assert "blind" not in ids(client.get("/v1/portfolio").json()["untouched"])


def test_an_owner_or_a_team_is_looked_at_alone(client: TestClient) -> None:
    everybody = client.get("/v1/portfolio").json()
    assert client.get("/v1/portfolio?owner_id=kim").json()["accounts"] == 1
    assert client.get("/v1/portfolio?team=APAC").json()["accounts"] == 3
    assert ids(client.get("/v1/portfolio?team=APAC").json()["untouched"]) == ["orchard"]
    nobody = client.get("/v1/portfolio?owner_id=nobody").json()
    assert (nobody["accounts"], nobody["totals"]["assessed"], nobody["work"]["bars"]) == (0, 0, [])
    assert nobody["owners"] == everybody["owners"]
    assert client.get("/v1/portfolio?team=%00").status_code == 422


def test_the_page_says_the_same_and_leads_to_the_accounts(client: TestClient, engine: Engine) -> None:
    person = signed_in(engine)
    html = person.get("/portfolio").text
    for part in ("untouched", "low_fit", "cannot_see"):
        for each in client.get("/v1/portfolio").json()[part]["accounts"]:
            assert f'href="/accounts/{each["leadline_id"]}"' in html
    assert 'href="/portfolio"' in person.get("/").text
    for query in ("?owner=x&team=%00", "?owner=99999999999999999", "?team=nobody"):
        assert person.get(f"/portfolio{query}").status_code == 200
