"""A caller who has an assessment asks for it again with its tag, and gets it only when it reads otherwise."""

from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from tests.clients import client_of
from tests.routers.managed_account import ROWS, ago

ASSESSMENT = "/v1/accounts/1/assessment"


@pytest.fixture
def client(engine: Engine) -> TestClient:
    client = client_of(engine)
    assert client.post("/v1/imports", json=ROWS).json()["summary"]["refused"] == 0
    return client


def asked_again(client: TestClient, path: str, tag: str) -> Any:
    return client.get(path, headers={"If-None-Match": tag})


@pytest.mark.parametrize("path", [ASSESSMENT, "/v1/assessments"])
def test_what_reads_the_same_is_not_sent_again(client: TestClient, path: str) -> None:
    first = client.get(path)
    again = asked_again(client, path, first.headers["etag"])
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    assert asked_again(client, path, '"another"').json() == first.json()
    assert client.get(path).json() == first.json()


def write_a_record(client: TestClient) -> None:
    call = {"kind": "call", "account_id": "1", "outcome": "spoke", "contact_ids": ["cfo"], "start_at": ago(1)}
    assert client.put("/v1/activities/new", json=call).status_code == 201


def rename_the_owner(client: TestClient) -> None:
    assert client.put("/v1/users/kim", json={"name": "Kim Berg", "team": "EMEA"}).status_code == 200


def rename_a_contact(client: TestClient) -> None:
    assert client.patch("/v1/contacts/buyer", json={"name": "Bo Lindgren"}).status_code == 200


def say_of_a_flag(client: TestClient) -> None:
    (flag, *_) = client.get(ASSESSMENT).json()["flags"]
    said = client.patch(f"/v1/flags/{flag['id']}", json={"status": "acknowledged", "reason": "We know."})
    assert said.status_code == 200


@pytest.mark.parametrize(
    "change", [write_a_record, rename_the_owner, rename_a_contact, say_of_a_flag], ids=lambda change: change.__name__
)
def test_what_reads_otherwise_is_sent(client: TestClient, change: Callable[[TestClient], None]) -> None:
    first = client.get(ASSESSMENT)
    change(client)
    again = asked_again(client, ASSESSMENT, first.headers["etag"])
    assert again.status_code == 200
    assert again.headers["etag"] != first.headers["etag"]
    assert again.json() != first.json()
