"""What callers see of accounts and contacts that were merged: one of them, whichever id they ask for."""

from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from app import clock
from tests.clients import client_of

HELD = {"kind": "meeting", "outcome": "held"}


@pytest.fixture
def caller(engine: Engine) -> TestClient:
    """A customer twice on file, and so is its head of finance."""
    caller = client_of(engine)
    for path, fields in (
        ("users/u1", {"name": "Kim"}),
        ("accounts/old", {"name": "Halden Mill", "owner_id": "u1", "created_at": "2020-01-01T09:00:00Z"}),
        ("accounts/new", {"name": "Halden Mills", "owner_id": "u1", "created_at": at(21)}),
        ("contacts/d1", {"account_id": "old", "name": "D. Ruiz", "title": "CFO"}),
        ("contacts/d2", {"account_id": "new", "name": "Dana Ruiz", "title": "CFO"}),
        ("activities/v1", {**HELD, "account_id": "old", "contact_ids": ["d1"], "start_at": at(12)}),
        ("activities/v2", {**HELD, "contact_ids": ["d1"], "start_at": at(11)}),
        (
            "activities/v3",
            {**HELD, "account_id": "new", "contact_ids": ["d2", "d1"], "start_at": at(10)},
        ),
        ("opportunities/o1", {"account_id": "old", "name": "Press", "amount": 900, "stage_kind": "open"}),
    ):
        assert caller.put(f"/v1/{path}", json=fields).status_code == 201
    return caller


def at(days: int) -> str:
    return (clock.now() - timedelta(days=days)).isoformat()


def merge(caller: TestClient, kind: str, loser: str, winner: str | None) -> dict[str, Any]:
    answer = caller.patch(f"/v1/{kind}/{loser}", json={"merged_into_id": winner})
    assert answer.status_code == 200, answer.text
    said: dict[str, Any] = answer.json()
    return said


def get(caller: TestClient, path: str) -> Any:
    answer = caller.get(f"/v1/{path}")
    assert answer.status_code == 200, answer.text
    return answer.json()


def ids(caller: TestClient, path: str) -> list[str]:
    return [item.get("id") or item["account_id"] for item in get(caller, path)["items"]]


def people(caller: TestClient) -> list[list[str]]:
    return [item["people"] for item in get(caller, "accounts/new/timeline")["items"]]


def test_the_loser_is_no_account_of_its_own_and_its_records_count_for_the_winner(caller: TestClient) -> None:
    said = merge(caller, "accounts", "old", "new")
    assert (said["merged_into_id"], said["merged_into"], said["warnings"]) == ("new", "new", [])
    assert get(caller, "accounts/old")["merged_into"] == "new"
    assert ids(caller, "accounts") == ["new"]
    assert ids(caller, "assessments") == ["new"]
    for asked in ("old", "new"):
        assert get(caller, f"accounts/{asked}/assessment")["account_id"] == "new"
        assert ids(caller, f"accounts/{asked}/timeline") == ["v3", "v2", "v1"]
        assert ids(caller, f"opportunities?account_id={asked}") == ["o1"]
    assert get(caller, "opportunities/o1")["account_id"] == "old", "what was sent is shown as it was sent"


def test_late_records_of_the_loser_follow(caller: TestClient) -> None:
    merge(caller, "accounts", "old", "new")
    late = {**HELD, "account_id": "old", "start_at": at(9)}
    assert caller.put("/v1/activities/v4", json=late).status_code == 201
    assert ids(caller, "accounts/new/timeline")[0] == "v4"
    assert get(caller, "assessments")["items"][0]["contact_days"] == 4


def test_merged_contacts_are_one_person_on_one_day(caller: TestClient) -> None:
    merge(caller, "accounts", "old", "new")
    reached = get(caller, "accounts/new/assessment")["effectiveness"]["answers"][1]
    assert (reached["question"], reached["yes"]) == ("right_people", 2)
    merge(caller, "contacts", "d1", "d2")
    assert people(caller) == [["Dana Ruiz"], ["Dana Ruiz"], ["Dana Ruiz"]]
    assert get(caller, "accounts/new/assessment")["effectiveness"]["answers"][1]["yes"] == 1
    assert ids(caller, "contacts?account_id=old") == ["d2"]


def test_without_an_account_of_its_own_work_goes_where_the_person_is(caller: TestClient) -> None:
    assert ids(caller, "accounts/new/timeline") == ["v3"]
    merge(caller, "contacts", "d1", "d2")
    assert ids(caller, "accounts/new/timeline") == ["v3", "v2"]
    merge(caller, "contacts", "d1", None)
    assert ids(caller, "accounts/new/timeline") == ["v3"]
    assert ids(caller, "accounts/old/timeline") == ["v2", "v1"]


def test_an_undone_merge_leaves_all_as_it_was(caller: TestClient) -> None:
    def everything() -> list[Any]:
        paths = [
            "assessments",
            *(f"accounts/{each}/{what}" for each in ("old", "new") for what in ("assessment", "timeline")),
        ]
        return [_but(get(caller, path), "assessed_at", "as_of", "version") for path in paths]

    before = everything()
    for kind, loser, winner in (("contacts", "d2", "d1"), ("accounts", "old", "new")):
        merge(caller, kind, loser, winner)
    assert everything() != before
    for kind, loser in (("accounts", "old"), ("contacts", "d2")):
        assert merge(caller, kind, loser, None)["merged_into"] is None
    assert everything() == before


def test_chains_circles_and_records_that_have_not_come(caller: TestClient) -> None:
    caller.put("/v1/accounts/third", json={"name": "Halden AB"})
    merge(caller, "accounts", "old", "new")
    merge(caller, "accounts", "new", "third")
    assert get(caller, "accounts/old")["merged_into"] == "third"
    said = merge(caller, "accounts", "third", "old")
    assert [each["code"] for each in said["warnings"]] == ["merge_circle"]
    assert ids(caller, "accounts") == ["new"], "the first by name stands for all"
    said = merge(caller, "accounts", "new", "never-sent")
    assert [each["code"] for each in said["warnings"]] == ["merge_waits"]
    assert ids(caller, "accounts") == ["new"], "it stands for itself, and those merged into it, until that one comes"
    caller.put("/v1/accounts/never-sent", json={"name": "Halden Group"})
    assert ids(caller, "accounts") == ["never-sent"]
    assert get(caller, "accounts/third/assessment")["name"] == "Halden Group"
    caller.delete("/v1/accounts/never-sent")
    assert ids(caller, "accounts") == []
    said = merge(caller, "accounts", "new", "never-sent")
    assert [each["code"] for each in said["warnings"]] == ["merged_into_deleted"]
    assert caller.get("/v1/accounts/old/assessment").status_code == 404


def test_nothing_is_merged_into_itself(caller: TestClient) -> None:
    answer = caller.patch("/v1/accounts/old", json={"merged_into_id": "old"})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/merged_into_id")
    assert merge(caller, "accounts", "old", "crm:old")["merged_into"] is None


def test_a_record_of_another_source_can_stand_for_it(engine: Engine, caller: TestClient) -> None:
    other = client_of(engine, source="desk")
    other.put("/v1/accounts/77", json={"name": "Halden Desk"})
    assert merge(caller, "accounts", "old", "desk:77")["merged_into"] == "desk:77"
    assert ids(other, "accounts/77/timeline") == ["crm:v2", "crm:v1"]


def test_what_was_agreed_and_said_stays(caller: TestClient) -> None:
    agreed = caller.post("/v1/actions", json={"account_id": "old", "what": "Call them", "due_on": "2099-01-01"})
    assert agreed.status_code == 201, agreed.text
    said = caller.put("/v1/contacts/d1/seniority", json={"seniority": 1, "reason": "clerk"})
    assert said.status_code == 200, said.text
    merge(caller, "accounts", "old", "new")
    merge(caller, "contacts", "d1", "d2")
    for asked in ("old", "new"):
        (action,) = get(caller, f"actions?account_id={asked}")["items"]
        assert (action["account_id"], action["what"]) == ("new", "Call them")
    reached = get(caller, "accounts/new/assessment")["effectiveness"]["answers"][1]
    assert reached["yes"] == 1
    assert not any(each["says"].endswith("senior") for each in reached["evidence"])
    merge(caller, "accounts", "old", None)
    assert get(caller, "actions?account_id=old")["items"][0]["account_id"] == "old"
    assert get(caller, "actions?account_id=new")["items"] == []


def _but(value: Any, *names: str) -> Any:
    if isinstance(value, dict):
        return {name: _but(each, *names) for name, each in value.items() if name not in names}
    return [_but(each, *names) for each in value] if isinstance(value, list) else value


def test_readiness_says_which_merges_go_in_a_circle_or_wait(caller: TestClient) -> None:
    assert get(caller, "readiness")["notes"] == []
    merge(caller, "accounts", "old", "new")
    merge(caller, "accounts", "new", "old")
    merge(caller, "contacts", "d1", "never-sent")
    circle, waits = get(caller, "readiness")["notes"]
    assert circle.startswith("2 accounts are merged into each other: “Halden Mills” stands for all")
    assert waits.startswith("1 contact merged into a record that has not come")


def test_another_account_that_met_both_met_one_person(caller: TestClient) -> None:
    caller.put("/v1/accounts/third", json={"name": "Norr"})
    met = {**HELD, "account_id": "third", "contact_ids": ["d1", "d2"], "start_at": at(9)}
    caller.put("/v1/activities/v9", json=met)
    caller.put("/v1/activities/v10", json=met)
    caller.put("/v1/activities/v11", json=met)

    def reached() -> int:
        found: int = get(caller, "accounts/third/assessment")["effectiveness"]["answers"][1]["yes"]
        return found

    assert reached() == 2
    merge(caller, "contacts", "d1", "d2")
    assert reached() == 1
    merge(caller, "contacts", "d1", None)
    assert reached() == 2
