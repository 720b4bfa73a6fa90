"""Nobody's change is lost: who writes may say which version they changed, who reads may say which one they have."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from app import clock
from tests.clients import client_of, send
from tests.routers.managed_account import ROWS

DUE = (clock.now() + timedelta(days=9)).date().isoformat()


@pytest.fixture
def caller(engine: Engine) -> TestClient:
    return client_of(engine, scopes=("read", "ingest", "admin"))


def changed_meanwhile(answer: Any) -> bool:
    return answer.status_code == 412 and answer.json()["type"] == "/problems/changed-meanwhile"


def test_a_record_is_changed_only_as_its_writer_knows_it(caller: TestClient) -> None:
    path = "/v1/accounts/A1"
    assert changed_meanwhile(caller.put(path, json={"name": "One"}, headers={"If-Match": "*"}))
    made = caller.put(path, json={"name": "One"}, headers={"If-None-Match": "*"})
    assert (made.status_code, made.headers["etag"]) == (201, caller.get(path).headers["etag"])
    assert changed_meanwhile(caller.put(path, json={"name": "Two"}, headers={"If-None-Match": "*"}))
    second = caller.patch(path, json={"name": "Two"}, headers={"If-Match": made.headers["etag"]})
    assert second.json()["version"] == made.json()["version"] + 1
    refused = caller.patch(path, json={"name": "Three"}, headers={"If-Match": made.headers["etag"]})
    assert changed_meanwhile(refused)
    assert "version 2" in refused.json()["errors"][0]["detail"]
    assert caller.get(path).json()["name"] == "Two"
    assert changed_meanwhile(caller.delete(path, headers={"If-Match": '"1"'}))
    by_body = {"If-Match": f'"{second.json()["version"]}"'}
    assert caller.delete(path, headers=by_body).status_code == 200
    assert changed_meanwhile(caller.put(path, json={}, headers=by_body))


def test_of_many_writers_of_one_version_one_wins(caller: TestClient) -> None:
    caller.put("/v1/accounts/A1", json={"name": "0"})
    for turn in range(1, 4):
        tag = caller.get("/v1/accounts/A1").headers["etag"]

        def write(name: int, tag: str = tag) -> int:
            answer = caller.patch("/v1/accounts/A1", json={"name": str(name)}, headers={"If-Match": tag})
            return answer.status_code

        with ThreadPoolExecutor(6) as pool:
            statuses = list(pool.map(write, range(10 * turn, 10 * turn + 6)))
        assert sorted(statuses) == [200, *[412] * 5]
        assert caller.get("/v1/accounts/A1").json()["name"] == str(10 * turn + statuses.index(200))


def test_what_is_as_it_was_is_not_sent_again(caller: TestClient) -> None:
    rows = [*ROWS, {"type": "contact", "id": "c", "account_id": "1"}]
    send(caller, "/v1/imports", "\n".join(map(json.dumps, rows)))
    action = caller.post("/v1/actions", json={"account_id": "1", "what": "Call", "due_on": DUE}).json()
    draft = caller.post("/v1/policy/drafts", json={"document": {}}).json()
    (flag, *_) = caller.get("/v1/flags").json()["items"]
    paths = ["accounts/1", "contacts/c", f"actions/{action['id']}", f"flags/{flag['id']}", "policy"]
    for path in [*paths, f"policy/drafts/{draft['id']}"]:
        first = caller.get(f"/v1/{path}")
        assert isinstance(first.json()["version"], int), path
        again = caller.get(f"/v1/{path}", headers={"If-None-Match": f'"other", W/{first.headers["etag"]}'})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
        head = caller.head(f"/v1/{path}")
        assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", first.headers["etag"])
        assert head.headers["content-length"] == str(len(first.content))
    caller.put("/v1/accounts/1", json={**ROWS[1], "name": "Renamed"})
    flag_path, action_path = f"/v1/flags/{flag['id']}", f"/v1/actions/{action['id']}"
    for path, before in ((flag_path, flag), (action_path, action)):
        assert caller.get(path).json()["name"] == "Renamed"
        assert caller.get(path).json()["version"] == before["version"]


def test_flags_actions_and_the_policy_are_changed_only_as_known(caller: TestClient) -> None:
    send(caller, "/v1/imports", "\n".join(map(json.dumps, ROWS)))
    action = caller.post("/v1/actions", json={"account_id": "1", "what": "Call", "due_on": DUE})
    (flag, *_) = caller.get("/v1/flags").json()["items"]
    draft = caller.post("/v1/policy/drafts", json={"document": {}}).json()["id"]
    writes = [
        (f"/v1/actions/{action.json()['id']}", caller.patch, [{"status": "done"}, {"status": "open"}]),
        (f"/v1/flags/{flag['id']}", caller.patch, [{"status": "acknowledged"}, {"status": "open"}]),
        ("/v1/policy", caller.put, [{"draft_id": draft, "reason": "As it is"}] * 2),
    ]
    for path, write, (first, second) in writes:
        known = {"If-Match": caller.get(path).headers["etag"]}
        done = write(path, json=first, headers=known)
        assert done.status_code == 200, done.text
        assert done.headers["etag"] == caller.get(path).headers["etag"] != known["If-Match"]
        assert changed_meanwhile(write(path, json=second, headers=known))
        assert caller.get(path).json() == done.json()
