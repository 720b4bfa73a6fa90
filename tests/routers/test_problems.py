"""Every failure is a problem a program can read and a person can act on."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Connection, Engine, event

from tests.clients import client_of

ACCOUNT = "/v1/accounts/a1"


@pytest.fixture
def client(sqlite_engine: Engine) -> TestClient:
    return client_of(sqlite_engine)


@pytest.mark.parametrize(
    ("method", "path", "more", "status"),
    [
        ("GET", "/nothing/here", {}, 404),
        ("GET", ACCOUNT, {}, 404),
        ("POST", ACCOUNT, {}, 405),
        ("GET", "/v1/accounts?limit=0", {}, 422),
        ("GET", "/v1/accounts?cursor=x", {}, 422),
        ("GET", "/v1/users?account_id=a", {}, 422),
        ("PUT", ACCOUNT, {"content": b"{}"}, 415),
        ("PUT", ACCOUNT, {"content": b"{", "headers": {"content-type": "application/json"}}, 400),
        ("PUT", ACCOUNT, {"json": {"fit": 101}}, 422),
        ("PUT", ACCOUNT, {"json": []}, 422),
        ("POST", "/v1/imports", {"content": b"x", "headers": {"content-type": "application/xml"}}, 415),
        ("POST", "/v1/imports", {"content": b"{}", "headers": {"content-type": "application/json"}}, 400),
        ("POST", "/v1/imports?zone=Mars/North", {"json": []}, 422),
        ("POST", "/v1/imports?type=deal", {"json": []}, 422),
        ("POST", "/v1/imports", {"content": b"id\n1", "headers": {"content-type": "text/csv"}}, 422),
    ],
)
def test_a_failure_is_a_problem(client: TestClient, method: str, path: str, more: dict[str, Any], status: int) -> None:
    answer = client.request(method, path, **more)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == status
    assert answer.json()["title"]


def test_each_fault_has_a_pointer_and_a_way_to_mend_it_and_nothing_sent_is_repeated(client: TestClient) -> None:
    answer = client.put(ACCOUNT, json={"aim": "hunter2", "shared_with_ids": ["ok", "hunter2/"], "fit": "hunter2"})
    found = {error["pointer"]: error["detail"] for error in answer.json()["errors"]}
    assert found == {
        "/aim": "must be one of grow, keep or exit",
        "/shared_with_ids/1": "an id may not hold '/'",
        "/fit": "must be a number in range",
    }
    assert "hunter2" not in answer.text


def test_a_method_not_taken_is_told_which_are(client: TestClient) -> None:
    assert client.post(ACCOUNT).headers["allow"] == "PUT, PATCH, DELETE, GET, HEAD"
    assert client.put("/v1/imports").headers["allow"] == "POST"


def test_without_a_key_or_with_one_unknown_nothing_is_answered(client: TestClient) -> None:
    for header in ("", "Bearer", "Bearer ll_unknown", "Basic abc", "Bearer \xff"):
        answer = client.get(ACCOUNT, headers={"Authorization": header.encode("latin-1")})
        assert answer.status_code == 401, header
        assert answer.headers["www-authenticate"].startswith("Bearer")


def test_a_key_does_only_what_its_scopes_say(sqlite_engine: Engine) -> None:
    reader, writer = client_of(sqlite_engine, scopes=("read",)), client_of(sqlite_engine, scopes=("ingest",))
    for answer in (reader.put(ACCOUNT, json={}), reader.post("/v1/imports", json=[]), writer.get(ACCOUNT)):
        assert answer.status_code == 403
        assert "insufficient_scope" in answer.headers["www-authenticate"]
    assert writer.put(ACCOUNT, json={}).status_code == 201
    assert reader.get(ACCOUNT).status_code == 200


def test_a_commit_that_fails_is_never_answered_as_stored(engine: Engine) -> None:
    client = client_of(engine)

    def fail(_: Connection) -> None:
        raise OSError("disk full: /secret/place")

    event.listen(engine, "commit", fail)
    answers = [
        client.put(ACCOUNT, json={"name": "Lost"}),
        client.patch(ACCOUNT, json={"name": "Lost"}),
        client.post("/v1/imports", json=[{"type": "account", "id": "a1"}]),
    ]
    event.remove(engine, "commit", fail)
    for answer in answers:
        assert answer.status_code == 500
        assert answer.headers["content-type"] == "application/problem+json"
        assert "secret" not in answer.text
    assert client.get(ACCOUNT).status_code == 404


def test_the_service_says_whether_it_can_answer(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").status_code == 200
