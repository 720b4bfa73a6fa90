"""Every instant in every answer is written in one way, so that callers can compare them as text."""

import re

import pytest
from sqlalchemy import Engine

from tests.clients import client_of
from tests.routers.managed_account import ROWS

INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?([^\"]*)\"")


@pytest.mark.parametrize(
    "path",
    [
        "accounts",
        "accounts/1/assessment",
        "accounts/1/assessment?as_of=2026-01-01T09:00:00%2B02:00",
        "accounts/1/timeline",
        "accounts/1/trend",
        "reviews/2026-W30",
        "backtest?from=2026-01-01&to=2026-02-01",
    ],
)
def test_instants_are_utc_and_end_with_z(sqlite_engine: Engine, path: str) -> None:
    client = client_of(sqlite_engine)
    client.post("/v1/imports", json=ROWS)
    answer = client.get(f"/v1/{path}")
    assert answer.status_code == 200
    assert set(INSTANT.findall(answer.text)) == {"Z"}
