"""Whatever is sent, the answer is a plain one: never our fault, the same on both databases, good rows kept."""

import json
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.domain.records import PLURALS, RECORD_TYPES
from tests.clients import client_of, send
from tests.conftest import NewDatabase

DEEP = "[" * 200_000 + "]" * 200_000
VALUES = [
    r'"a\u0000b"', r'"\ud800"', r'"\udc00\ud800"', r'["\ud800"]', '"\u2028"', '"\u202eabc\u200f"', '"\ufeff"',
    "NaN", "Infinity", "-Infinity", "1e400", "-1e400", "1e308", "-0.0", "2147483647", "2147483648",
    "9223372036854775807", "9223372036854775808", "-9223372036854775809", "9" * 5000, f'"{"9" * 5000}"', '"1e400"',
    '"nan"', '"0001-01-01T00:00:00+14:00"', '"9999-12-31T23:59:59-14:00"', '"0001-01-01"', '"9999-12-31"',
    '"2026-02-30"', '"2026-06-01T25:00:00Z"', '"2026-06-01T10:00:00"', '"2026-06-01T10:00:00.123456789Z"',
    "null", "true", '""', '" "', "[]", "{}", "[null]", "[[]]", '[{"what":null}]', '";;;"', f'"{"x" * 1_000_001}"',
    f'"{"x" * 201}"', '"\U0001f600"',
]  # fmt: skip
IDS = [
    "%00", "a%00b", "%ED%A0%80", "%FF", "%C3%28", "%E2%80%A8", "%E2%80%AE", "%EF%BB%BF", "%F0%9F%98%80", "%0D%0A",
    "%20", "a%2Fb", "%2e%2e", ".", "%25", "2147483648", "9223372036854775808", "9" * 5000, "x" * 201, "NaN", "1e400",
    ":", "crm:", ":x", "crm:x", "%27%3B--",
]  # fmt: skip
REQUIRED: dict[str, dict[str, Any]] = {
    type_: {
        name: {"kind": "call", "made_by": "us", "record_type": "account"}.get(name)
        or ("2026-06-01T10:00:00Z" if name.endswith("_at") else "2026-06-01" if name.endswith("_on") else "one")
        for name, field in model.model_fields.items()
        if field.is_required()
    }
    for type_, model in RECORD_TYPES.items()
}


@pytest.fixture
def clients(new_sqlite_database: NewDatabase, new_postgres_database: NewDatabase) -> Iterator[list[TestClient]]:
    """The same caller on SQLite and on PostgreSQL."""
    with new_sqlite_database() as one, new_postgres_database() as other:
        yield [client_of(one), client_of(other)]


pytestmark = pytest.mark.postgresql


def statuses(
    clients: list[TestClient],
    method: str,
    path: str,
    body: str | bytes | None = None,
    sent: Mapping[str, str | bytes] = MappingProxyType({}),
) -> int:
    """The status both databases answer."""
    headers: Any = {**({"content-type": "application/json"} if body is not None else {}), **sent}
    data = body.encode() if isinstance(body, str) else body
    answers = [client.request(method, path, content=data, headers=headers) for client in clients]
    found = [answer.status_code for answer in answers]
    assert found[0] == found[1], (method, path[:80], found)
    assert found[0] < 500, (method, path[:80], (body or "")[:80])
    if found[0] >= 400:
        assert {answer.headers["content-type"] for answer in answers} == {"application/problem+json"}
    return found[0]


@pytest.mark.parametrize("plural", PLURALS)
def test_any_value_in_any_field_is_stored_or_refused(clients: list[TestClient], plural: str) -> None:
    type_ = PLURALS[plural]
    path = f"/v1/{plural.replace('_', '-')}"
    for number, value in enumerate([*VALUES, DEEP]):
        fields = [f'"{name}": {value}' for name in RECORD_TYPES[type_].model_fields if name not in REQUIRED[type_]]
        required = json.dumps(REQUIRED[type_])[1:-1]
        statuses(clients, "PUT", f"{path}/one", f"{{{required}, {fields[number % len(fields)]}}}")
        statuses(clients, "PATCH", f"{path}/one", f"{{{', '.join(fields)}}}")
    assert statuses(clients, "GET", path) == 200


def test_any_row_of_an_import_is_stored_or_refused_and_good_ones_are_kept(clients: list[TestClient]) -> None:
    rows = [
        f'{{"type": "{type_}", {json.dumps(REQUIRED[type_] | {"id": f"{type_}{number}"})[1:-1]}, "{name}": {value}}}'
        for type_, model in RECORD_TYPES.items()
        for name in model.model_fields
        if name not in REQUIRED[type_]
        for number, value in enumerate(VALUES)
        if len(value) < 1000 or name in ("name", "body")
    ]
    odd = [DEEP, "", "\ufeff{}", "nonsense", '{"type":"account","id":"a","id":"b"}', "{" * 1000, '"', "\\", "\x00"]
    good = [f'{{"type": "user", "id": "good{number}"}}' for number in range(len(odd))]
    text = "\n".join([*rows, *(line for pair in zip(odd, good, strict=True) for line in pair)])
    data = text.encode() + b'\n{"type":"user","id":"\xff"}\n' + b"x" * 10_000_000 + b'\n{"type":"user","id":"last"}'
    answers = [send(client, "/v1/imports", data) for client in clients]
    assert [answer.status_code for answer in answers] == [200, 200]
    first, second = (answer.json()["results"] for answer in answers)
    assert first == second
    assert all(result["errors"] for result in first if result["status"] == "refused")
    kept = {result["id"] for result in first if result["status"] == "stored"}
    assert {"last", *(f"good{number}" for number in range(len(odd)))} <= kept


def test_any_body_is_answered_plainly(clients: list[TestClient]) -> None:
    bodies = [
        b"", b"null", b"[]", b"0", b'"x"', b"{", b"\xff\xfe{\x00}\x00", b"\xef\xbb\xbf{}", b'{"a":1,"a":2}',
        DEEP.encode(), b'{"name":' + DEEP.encode() + b"}", b'{"\\ud800":1}', b'{"' + b"x" * 100_000 + b'":1}',
        b"9" * 5000, b'{"id":"\xff"}',
    ]  # fmt: skip
    for body in bodies:
        for method, path in (("PUT", "/v1/accounts/a"), ("PATCH", "/v1/accounts/a"), ("POST", "/v1/imports"),
                             ("POST", "/v1/actions"), ("PATCH", "/v1/actions/a_1")):  # fmt: skip
            statuses(clients, method, path, body)


@pytest.mark.parametrize("id_", IDS)
def test_any_id_is_answered_plainly(clients: list[TestClient], id_: str) -> None:
    for method, body in (("PUT", "{}"), ("PATCH", "{}"), ("GET", None), ("DELETE", None)):
        statuses(clients, method, f"/v1/accounts/{id_}", body)
        statuses(clients, method, f"/v1/flags/{id_}", '{"status": "acknowledged"}' if method == "PATCH" else body)
        statuses(clients, method, f"/v1/activities/{id_}/tag", '{"purpose": "other"}' if method == "PUT" else body)
    statuses(clients, "PUT", "/v1/contacts/c", json.dumps({"account_id": id_}))
    statuses(clients, "PATCH", f"/v1/actions/{id_}", '{"status": "done"}')
    action = {"account_id": id_, "user_id": id_, "flag_id": id_, "what": id_, "due_on": "2099-01-01"}
    statuses(clients, "POST", "/v1/actions", json.dumps(action))
    for path in (f"accounts/{id_}/assessment", f"accounts/{id_}/timeline", f"reviews/{id_}"):
        statuses(clients, "GET", f"/v1/{path}")


def test_any_query_is_answered_plainly(clients: list[TestClient]) -> None:
    for client in clients:
        client.put("/v1/accounts/one", json={"name": "One"})
    instants = [
        f"{year}-01-01T00:00:00{zone}" for year in ("0001", "9999", "1990", "2099") for zone in ("Z", "%2B14:00")
    ]
    for value in [*IDS, *instants, "", "-1", "0", "201", "MA", "OTk5OTk5OTk5OTk5OTk5OTk5", "%F0", "+", "%00%00"]:
        for name in ("account_id", "owner_id", "limit", "cursor", "nonsense"):
            statuses(clients, "GET", f"/v1/opportunities?{name}={value}")
        for name in ("posture", "aim", "owner_id", "team", "sort", "limit", "cursor"):
            statuses(clients, "GET", f"/v1/assessments?{name}={value}")
        for name in ("status", "account_id", "user_id", "limit", "cursor"):
            statuses(clients, "GET", f"/v1/actions?{name}={value}")
        for name in ("status", "code", "limit", "cursor"):
            statuses(clients, "GET", f"/v1/flags?{name}={value}")
        for name in ("as_of", "known_at"):
            statuses(clients, "GET", f"/v1/accounts/one/assessment?{name}={value}")
        statuses(clients, "GET", f"/v1/accounts/one/timeline?cursor={value}")
        for name in ("type", "zone"):
            statuses(clients, "POST", f"/v1/imports?{name}={value}", "[]")


def test_half_a_name_names_nothing(clients: list[TestClient]) -> None:
    path = "/v1/field-changes/one"
    for half in ('{"record_id": "a"}', '{"record_type": "account"}', '{"record_type": "user", "field": "stage"}'):
        assert statuses(clients, "PATCH", path, half) == 422
    assert statuses(clients, "PATCH", path, '{"record_type": "account", "record_id": "a"}') == 201
