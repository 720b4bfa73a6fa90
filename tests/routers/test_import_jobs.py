"""A large import goes on after its answer: nothing of it is lost or done twice, whoever stops in between."""

import csv
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from app.db import reading, writing
from app.models.import_result import forget_rows
from app.services.import_jobs import drop_old_imports
from app.services.run_import import LEASE, run_next_import
from app.services.workspaces import caller_of
from tests.clients import client_of, send

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
LATER = NOW + 2 * LEASE
ROWS = [{"type": "account", "id": str(number), "aim": "win" if number % 4 == 3 else "grow"} for number in range(10)]
ALL = {"received": 10, "stored": 8, "unchanged": 0, "refused": 2}


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.services.import_rows.BATCH_ROWS", 3)


@pytest.fixture
def client(engine: Engine) -> TestClient:
    return client_of(engine)


def lines(rows: list[dict[str, Any]]) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


def later(
    client: TestClient,
    body: str = lines(ROWS),
    path: str = "/v1/imports",
    kind: str = "application/x-ndjson",
    **headers: str,
) -> Any:
    answer = send(client, path, body, kind, prefer="respond-async", **headers)
    assert answer.status_code == 202, answer.text
    return answer


def run(engine: Engine, runner: str = "one", at: datetime = NOW, stops: Callable[[], bool] = lambda: False) -> bool:
    return run_next_import(engine, workspace_of(engine), runner, lambda: at, stops)


def workspace_of(engine: Engine) -> int:
    with reading(engine, None) as connection:
        return caller_of(connection, "acme").workspace_id


def results(client: TestClient, where: str) -> list[Any]:
    return [json.loads(line) for line in client.get(f"{where}/results").text.splitlines()]


def test_a_large_import_is_answered_at_once_and_done_after(
    client: TestClient, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.routers.imports.AT_ONCE", 9)
    answer = send(client, "/v1/imports", lines(ROWS))
    assert answer.status_code == 202
    where = answer.headers["location"]
    assert answer.json() == client.get(where).json()
    assert (answer.json()["state"], answer.json()["rows"]) == ("queued", 10)
    assert client.get("/v1/accounts").json()["items"] == []
    assert run(engine)
    done = client.get(where).json()
    assert (done["state"], done["summary"]) == ("done", ALL)
    assert [(one["row"], one["status"]) for one in results(client, where)] == [
        (number + 1, "refused" if number % 4 == 3 else "stored") for number in range(10)
    ]
    assert len(client.get("/v1/accounts").json()["items"]) == 8
    assert client.get("/v1/accounts/0/assessment").status_code == 200
    assert not run(engine)


@pytest.mark.parametrize("form", ["ndjson", "json", "csv"])
def test_refused_rows_come_back_as_they_were_sent_and_go_in_when_mended(
    client: TestClient, engine: Engine, form: str
) -> None:
    kind = {"ndjson": "application/x-ndjson", "json": "application/json", "csv": "text/csv"}[form]
    path = "/v1/imports?type=account" if form == "csv" else "/v1/imports"
    table = io.StringIO(newline="")
    csv.writer(table).writerows([["id", "aim", "pause_reason"], *([row["id"], row["aim"], "a\nb"] for row in ROWS)])
    body = {"ndjson": lines(ROWS), "json": json.dumps(ROWS), "csv": table.getvalue()}[form]
    where = later(client, body, path, kind).headers["location"]
    run(engine)
    refused = client.get(f"{where}/refused")
    assert refused.headers["content-type"].startswith(kind)
    assert refused.text.count("win") == 2
    assert refused.text.count("must be one of grow") == 2
    mended = send(client, path, refused.text.replace("win", "keep"), kind).json()["summary"]
    assert mended == {"received": 2, "stored": 2, "unchanged": 0, "refused": 0}


def test_a_server_that_dies_is_followed_by_one_that_goes_on_where_it_was(client: TestClient, engine: Engine) -> None:
    where = later(client).headers["location"]
    looks = iter([False, True])

    def dies() -> bool:
        if next(looks):
            raise KeyboardInterrupt
        return False

    with pytest.raises(KeyboardInterrupt):
        run(engine, stops=dies)
    assert client.get(where).json()["summary"]["received"] == 6
    assert not run(engine, "two"), "the first may still be at it"
    assert run(engine, "two", LATER)
    assert client.get(where).json()["summary"] == ALL
    assert [one["row"] for one in results(client, where)] == list(range(1, 11))


def test_a_server_that_was_only_slow_does_nothing_twice(client: TestClient, engine: Engine) -> None:
    where = later(client).headers["location"]

    def sleeps() -> bool:
        run(engine, "two", LATER)
        return False

    run(engine, "one", NOW, sleeps)
    assert client.get(where).json()["summary"] == ALL
    assert [one["row"] for one in results(client, where)] == list(range(1, 11))


def test_a_server_that_is_stopped_leaves_the_rest_to_the_next(client: TestClient, engine: Engine) -> None:
    where = later(client).headers["location"]
    assert run(engine, stops=lambda: True)
    assert client.get(where).json()["state"] == "queued"
    assert run(engine, "two")
    assert client.get(where).json()["summary"] == ALL


def test_cancelling_keeps_what_is_stored_and_says_so(client: TestClient, engine: Engine) -> None:
    where = later(client).headers["location"]
    assert run(engine, stops=lambda: client.delete(where).status_code != 200)
    found = client.get(where).json()
    assert found["state"] == "cancelled"
    assert found["sentence"] == "It was cancelled after 3 of 10 rows. What was stored before stays stored."
    assert len(client.get("/v1/accounts").json()["items"]) == 3
    assert client.delete(where).json() == found
    assert not run(engine, at=LATER)


def test_the_same_request_sent_twice_is_one_import(client: TestClient) -> None:
    first, again = (later(client, **{"idempotency-key": "k1"}) for _ in range(2))
    assert first.content == again.content
    assert first.headers["location"] == again.headers["location"]


def test_nobody_else_finds_an_import(client: TestClient, engine: Engine) -> None:
    where = later(client).headers["location"]
    for stranger in (client_of(engine, "other"), client_of(engine, source="another")):
        for path in (where, f"{where}/results", f"{where}/refused"):
            assert stranger.get(path).status_code == 404
        assert stranger.delete(where).status_code == 404
    assert client.get(where).json()["state"] == "queued"


def test_what_cannot_be_cut_into_rows_is_refused_at_once(client: TestClient) -> None:
    for kind, body in (("application/json", json.dumps(ROWS)[:-1]), ("text/csv", "name\nx")):
        answer = send(client, "/v1/imports?type=account", body, kind, prefer="respond-async")
        assert answer.status_code == 400


def test_results_are_forgotten_after_their_time_and_rows_of_somebody_erased_at_once(
    client: TestClient, engine: Engine
) -> None:
    where = later(client).headers["location"]
    run(engine)
    workspace_id = workspace_of(engine)
    with writing(engine, workspace_id) as connection:
        forget_rows(connection, workspace_id, "7")
    assert [one["id"] for one in results(client, where)] == [*"0123456", "8", "9"]
    assert [json.loads(line)["id"] for line in client.get(f"{where}/refused").text.splitlines()] == ["3"]
    drop_old_imports(engine, workspace_id, NOW + timedelta(days=1), timedelta(days=2))
    assert client.get(where).status_code == 200
    drop_old_imports(engine, workspace_id, NOW + timedelta(days=3), timedelta(days=2))
    assert client.get(where).status_code == 404
