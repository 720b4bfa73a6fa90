"""What is nasty in a body is no nicer in an address or a header: every parameter of every route, on both databases."""

import re
from itertools import cycle
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.path.test_nasty import IDS, clients, statuses

__all__ = ["clients"]
pytestmark = pytest.mark.postgresql
TURNS = 2
"""Values each parameter is given; which ones goes round, so that all values come up."""
QUERIES = [
    *IDS, "", "-1", "0", "201", "2147483647", "-9223372036854775809", "%00%00", "%F0", "a%00", "%EF%BB%BF1", "true",
    "0001-01-01T00:00:00%2B14:00", "9999-12-31T23:59:59-14:00", "1990-01-01", "9999-12-31", "2026-02-30", "2026-W99",
    "2026-06-01T10:00:00", "1e400", "-Infinity", "%D9%A3", "1_0", "+5", "%C2%B2",
]  # fmt: skip
HEADERS = [
    b"", b"\xff", b"\xed\xa0\x80", b"\xc3\x28", "\u202e".encode(), "\u2028".encode(), b"\xef\xbb\xbf", b"*", b",,,",
    b'"', b'W/"', b'"1", "1-x"', b"9223372036854775808", b"-1", b"NaN", b"1e400", b"x" * 9000, b"9" * 5000, b"';--",
    b"application/json; charset=\xff", b"gzip, gzip", b"text/html;q=1e400", b"respond-async; wait=" + b"9" * 400,
]  # fmt: skip
SENT = ["Authorization", "Idempotency-Key", "If-Match", "If-None-Match", "Content-Type", "Content-Encoding", "Accept",
        "Prefer", "Range", "Cookie", "Content-Length", "Expect", "X-Forwarded-For"]  # fmt: skip


def operations(caller: TestClient) -> list[tuple[str, str, dict[str, Any]]]:
    paths = caller.get("/openapi.json").json()["paths"]
    return [(method.upper(), path, found) for path, item in paths.items() for method, found in item.items()]


def body_of(operation: dict[str, Any]) -> str | None:
    return "{}" if "requestBody" in operation else None


def test_any_value_in_any_address_is_answered_plainly(clients: list[TestClient]) -> None:
    ids, values = cycle(IDS), cycle(QUERIES)
    for method, path, operation in operations(clients[0]):
        address = re.sub(r"\{\w+\}", "a_1", path)
        for parameter in operation.get("parameters", ()):
            for _ in range(TURNS):
                if parameter["in"] == "path":
                    statuses(clients, method, re.sub(r"\{\w+\}", next(ids), path), body_of(operation))
                elif parameter["in"] == "query":
                    statuses(clients, method, f"{address}?{parameter['name']}={next(values)}", body_of(operation))
        assert statuses(clients, method, f"{address}?no%00such=1&%FF&=&&a=b;c", body_of(operation)) >= 400


def test_any_value_in_any_header_is_answered_plainly(clients: list[TestClient]) -> None:
    names, values = cycle(SENT), cycle(HEADERS)
    for method, path, operation in operations(clients[0]):
        for _ in range(2 * TURNS):
            address = re.sub(r"\{\w+\}", "a_1", path)
            statuses(clients, method, address, body_of(operation), {next(names): next(values)})
    for value in HEADERS:
        for name in SENT:
            statuses(clients, "POST", "/v1/imports", "[]", {name: value})
