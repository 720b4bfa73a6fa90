"""An import keeps its good rows, says what became of each, and never doubles one."""

import gzip
import json
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from tests.clients import client_of, send

GOOD = [{"type": "account", "id": str(number), "name": f"Account {number}"} for number in range(3)]


@pytest.fixture
def client(sqlite_engine: Engine) -> TestClient:
    return client_of(sqlite_engine)


def ndjson(*rows: Any) -> str:
    return "\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows)


def test_rows_are_stored_once_and_refused_with_their_reason(engine: Engine) -> None:
    client = client_of(engine)
    rows = ndjson(GOOD[0], "nonsense", {"type": "account", "id": "9", "aim": "win", "mood": 1}, GOOD[1])
    answer = send(client, "/v1/imports", rows)
    assert answer.status_code == 200
    assert answer.json()["summary"] == {"received": 4, "stored": 2, "unchanged": 0, "refused": 2}
    results = answer.json()["results"]
    assert [(result["row"], result["id"], result["status"]) for result in results] == [
        (1, "0", "stored"), (2, None, "refused"), (3, "9", "refused"), (4, "1", "stored")
    ]  # fmt: skip
    assert results[2]["errors"] == [
        {"field": "aim", "code": "literal_error", "reason": "must be one of grow, keep or exit"}
    ]
    assert send(client, "/v1/imports", rows).json()["summary"]["unchanged"] == 2
    assert [item["id"] for item in client.get("/v1/accounts").json()["items"]] == ["0", "1"]


@pytest.mark.parametrize(
    ("kind", "data", "query"),
    [
        ("application/json", json.dumps(GOOD), ""),
        ("application/json; charset=utf-8", "\ufeff" + json.dumps(GOOD), ""),
        ("application/x-ndjson", ndjson(*GOOD), ""),
        ("text/csv", "id,name\n0,Account 0\n1,Account 1\n2,Account 2\n", "?type=account"),
    ],
)
def test_every_format_stores_the_same_plain_and_compressed(
    client: TestClient, kind: str, data: str, query: str
) -> None:
    packed = gzip.compress(data.encode())
    assert send(client, f"/v1/imports{query}", packed, kind, **{"content-encoding": "gzip"}).status_code == 200
    assert {item["name"] for item in client.get("/v1/accounts").json()["items"]} == {row["name"] for row in GOOD}
    assert send(client, f"/v1/imports{query}", data, kind).json()["summary"]["refused"] == 0


def test_a_patch_row_and_a_csv_leave_alone_what_they_do_not_name(engine: Engine) -> None:
    client = client_of(engine)
    client.put("/v1/accounts/1", json={"name": "Northgate", "tier": "A", "aim": "keep"})
    send(client, "/v1/imports", ndjson({"type": "account", "id": "1", "patch": True, "tier": None}))
    send(client, "/v1/imports?type=account", "id,aim\n1,\n", "text/csv")
    found = client.get("/v1/accounts/1").json()
    assert (found["name"], found["tier"], found["aim"]) == ("Northgate", None, None)


def test_the_zone_of_naive_instants_is_named_for_the_import(client: TestClient) -> None:
    row = ndjson({"type": "account", "id": "1", "created_at": "2026-07-01T10:00:00"})
    assert send(client, "/v1/imports", row).json()["summary"]["refused"] == 1
    assert send(client, "/v1/imports?zone=Europe/Amsterdam", row).json()["summary"]["stored"] == 1
    assert client.get("/v1/accounts/1").json()["created_at"] == "2026-07-01T08:00:00Z"


def test_fields_kept_out_are_reported(client: TestClient) -> None:
    answer = send(client, "/v1/imports?type=account", "id,mood\n1,x\n2,y\n", "text/csv").json()
    assert answer["warnings"] == [{"type": "account", "field": "mood", "code": "unknown_field", "rows": 2}]


def test_an_array_cut_off_is_refused_before_any_row_is_stored(client: TestClient) -> None:
    assert send(client, "/v1/imports", json.dumps(GOOD)[:-1], "application/json").status_code == 400
    assert client.get("/v1/accounts").json()["items"] == []


PACKED = gzip.compress(ndjson(*GOOD).encode())
NAME_WITHOUT_END = PACKED[:3] + b"\x08" + PACKED[4:10] + b"x" * 100_000 + b"\x00" + PACKED[10:]


@pytest.mark.parametrize(
    "data",
    [b"not gzip", PACKED[:-12], NAME_WITHOUT_END, b""],
    ids=["no gzip", "cut off", "a name of many bytes", "empty"],
)
def test_damaged_gzip_is_refused(client: TestClient, data: bytes) -> None:
    answer = send(client, "/v1/imports", data, **{"content-encoding": "gzip"})
    assert answer.status_code in ({200} if not data else {400})
    assert client.get("/v1/accounts").json()["items"] == []


def test_what_unpacks_to_more_than_a_gibibyte_is_refused(client: TestClient) -> None:
    line = b" " * (1024 * 1024 - 1) + b"\n"
    bomb = gzip.compress(line * 8, 9) * 129
    answer = send(client, "/v1/imports", bomb, **{"content-encoding": "gzip"})
    assert answer.status_code == 413


def test_another_workspace_sees_nothing_of_an_import(engine: Engine) -> None:
    send(client_of(engine), "/v1/imports", ndjson(*GOOD))
    stranger = client_of(engine, "other")
    assert stranger.get("/v1/accounts").json()["items"] == []
    assert stranger.get("/v1/accounts/0").status_code == 404
    assert send(stranger, "/v1/imports", ndjson(*GOOD)).json()["summary"]["stored"] == 3
