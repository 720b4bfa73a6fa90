"""A caller creates, changes, reads, lists and deletes its own records by its own ids."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from tests.clients import client_of

AT = "2026-01-05T10:00:00Z"
RECORDS: dict[str, dict[str, Any]] = {
    "users": {"name": "Kim"},
    "accounts": {"name": "Northgate", "owner_id": "u1", "shared_with_ids": ["u1"], "fit": 70.5, "created_at": AT},
    "contacts": {"account_id": "1", "name": "Dana", "title": "CFO"},
    "opportunities": {"account_id": "1", "owner_id": "u1", "amount": 1000.0, "is_closed": False},
    "opportunity-contacts": {"opportunity_id": "1", "contact_id": "1", "stance": "supporter"},
    "field-changes": {
        "record_type": "opportunity", "record_id": "1", "field": "stage", "new": "Won", "changed_at": AT
    },
    "quotes": {"account_id": "1", "status": "sent", "sent_at": AT},
    "activities": {"kind": "call", "account_id": "1", "contact_ids": ["1"], "needs_answer": False, "completed_at": AT},
    "changes": {"account_id": "1", "noticed_on": "2026-01-05", "intensity": 2},
    "commitments": {"account_id": "1", "made_by": "us", "what": "Send the plan"},
    "scenarios": {
        "account_id": "1", "what_if": "Dana leaves?",
        "options": [{"what": "Meet the CEO", "owner_id": "u1", "accepted_on": "2026-01-05"}],
    },
    "directives": {"given_by": "u1", "given_to": "u2", "what": "Call weekly", "given_at": AT},
}  # fmt: skip


@pytest.mark.parametrize("plural", RECORDS)
def test_every_type_is_stored_answered_listed_and_deleted(engine: Engine, plural: str) -> None:
    client, path = client_of(engine), f"/v1/{plural}/1"
    made = client.put(path, json={**RECORDS[plural], "updated_at": AT})
    assert made.status_code == 201
    assert RECORDS[plural].items() <= made.json().items()
    assert (made.json()["id"], made.json()["version"], made.json()["warnings"]) == ("1", 1, [])
    assert client.put(path, json={**RECORDS[plural], "updated_at": AT}).json()["version"] == 1
    got = client.get(path).json()
    assert {**got, "warnings": []} == made.json()
    assert [item for item in client.get(f"/v1/{plural}").json()["items"] if item["id"] == "1"] == [got]
    gone = client.delete(path)
    assert gone.status_code == 200
    assert gone.json()["deleted"] is True
    assert client.get(path).status_code == 404
    assert all(item["id"] != "1" for item in client.get(f"/v1/{plural}").json()["items"])


def test_a_patch_keeps_what_it_does_not_name_and_null_clears(engine: Engine) -> None:
    client = client_of(engine)
    client.put("/v1/accounts/1", json={"name": "Northgate", "tier": "A"})
    patched = client.patch("/v1/accounts/1", json={"id": "1", "tier": None})
    assert patched.status_code == 200
    assert (patched.json()["name"], patched.json()["tier"]) == ("Northgate", None)
    assert client.put("/v1/accounts/1", json={}).json()["name"] is None


def test_a_deleted_record_stays_away_when_an_older_version_arrives(engine: Engine) -> None:
    client = client_of(engine)
    client.delete("/v1/accounts/1")
    assert client.put("/v1/accounts/1", json={"name": "Late", "updated_at": AT}).status_code == 200
    assert client.get("/v1/accounts/1").status_code == 404


def test_unknown_fields_are_kept_out_and_reported(sqlite_engine: Engine) -> None:
    answer = client_of(sqlite_engine).put("/v1/accounts/1", json={"name": "N", "mood": "glad"}).json()
    assert [warning["field"] for warning in answer["warnings"]] == ["mood"]
    assert "mood" not in answer


def test_an_id_in_the_body_must_be_the_one_in_the_path(sqlite_engine: Engine) -> None:
    client = client_of(sqlite_engine)
    assert client.put("/v1/accounts/7", json={"id": "8"}).status_code == 422
    assert client.put("/v1/accounts/7", json={"id": 7}).status_code == 201


def test_an_activity_is_answered_with_its_tag(sqlite_engine: Engine) -> None:
    client = client_of(sqlite_engine)
    sent = client.put("/v1/activities/1", json={"kind": "call", "purpose": "quoting"}).json()
    assert (sent["tag"]["purpose"], sent["tag"]["dimension"], sent["tag"]["decided_by"]) == (
        "quoting", "efficiency", "mapped"
    )  # fmt: skip
    unknown = client.put("/v1/activities/2", json={"kind": "other"}).json()["tag"]
    assert unknown == {"purpose": None, "dimension": None, "decided_by": None, "reasons": []}


@pytest.mark.parametrize("id_", ["a b", "a%2Bb", "a:b", "%F0%9F%98%80", "%E2%80%AE", "%3F%23", "x" * 200, "a.b"])
def test_ids_may_be_percent_encoded(sqlite_engine: Engine, id_: str) -> None:
    client = client_of(sqlite_engine)
    made = client.put(f"/v1/accounts/{id_}", json={})
    assert made.status_code == 201
    assert client.get(f"/v1/accounts/{id_}").json()["id"] == made.json()["id"]


def test_a_list_is_read_page_by_page_and_filtered(engine: Engine) -> None:
    client = client_of(engine)
    for number in range(5):
        owner = {"owner_id": "kim" if number % 2 else "lee"}
        client.put(f"/v1/accounts/{number}", json=owner)
    seen, cursor = [], None
    for _ in range(3):
        page = client.get("/v1/accounts", params={"limit": 2, **({"cursor": cursor} if cursor else {})}).json()
        seen.append([item["id"] for item in page["items"]])
        cursor = page["next_cursor"]
    assert seen == [["0", "1"], ["2", "3"], ["4"]]
    assert cursor is None
    assert [item["id"] for item in client.get("/v1/accounts?owner_id=kim").json()["items"]] == ["1", "3"]
    assert client.get("/v1/accounts?owner_id=nobody").json() == {"items": [], "next_cursor": None}


def test_placeholders_are_neither_answered_nor_listed(sqlite_engine: Engine) -> None:
    client = client_of(sqlite_engine)
    client.put("/v1/contacts/c", json={"account_id": "later"})
    client.patch("/v1/activities/x", json={"subject": "A kind is missing"})
    assert client.get("/v1/accounts/later").status_code == 404
    assert client.get("/v1/activities/x").status_code == 404
    assert client.get("/v1/accounts").json()["items"] == []
    assert [item["id"] for item in client.get("/v1/contacts?account_id=later").json()["items"]] == ["c"]


def test_another_source_is_named_and_another_workspace_is_not_there(engine: Engine) -> None:
    crm, desk = client_of(engine, "acme", "crm"), client_of(engine, "acme", "desk")
    stranger: TestClient = client_of(engine, "other", "crm")
    crm.put("/v1/accounts/1", json={"name": "Northgate"})
    desk.put("/v1/contacts/c", json={"account_id": "crm:1"})
    assert desk.get("/v1/accounts/1").status_code == 404
    assert desk.get("/v1/accounts/crm:1").json()["id"] == "crm:1"
    assert crm.get("/v1/contacts/desk:c").json()["account_id"] == "1"
    for path in ("/v1/accounts/1", "/v1/accounts/crm:1", "/v1/contacts/desk:c"):
        assert stranger.get(path).status_code == 404
    assert stranger.get("/v1/accounts").json()["items"] == []
    assert stranger.get("/v1/contacts?account_id=1").json()["items"] == []
    stranger.delete("/v1/accounts/1")
    assert crm.get("/v1/accounts/1").status_code == 200
