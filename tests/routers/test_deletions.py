"""A deleted account is judged no more, and comes back with all its records when something newer is said of it."""

from datetime import timedelta
from typing import Any

from fastapi.testclient import TestClient
from sqlalchemy import Engine

from app import clock
from tests.clients import client_of


def at(days: float) -> str:
    return (clock.now() + timedelta(days=days)).isoformat()


def assessed(caller: TestClient) -> list[Any]:
    items: list[Any] = caller.get("/v1/assessments").json()["items"]
    return [(item["account_id"], item["contact_days"]) for item in items]


def test_a_deleted_account_comes_back_with_its_records_only_by_something_newer(engine: Engine) -> None:
    caller = client_of(engine)
    account = {"name": "Halden", "updated_at": at(-9)}
    met = {"kind": "meeting", "outcome": "held", "account_id": "a", "start_at": at(-3), "updated_at": at(-3)}
    caller.put("/v1/accounts/a", json=account)
    caller.put("/v1/activities/v", json=met)
    assert assessed(caller) == [("a", 1)]
    assert caller.delete("/v1/accounts/a").json()["deleted"]
    assert assessed(caller) == []
    for late in (account, account | {"updated_at": at(-1)}):
        caller.put("/v1/accounts/a", json=late)
        caller.put("/v1/activities/v", json=met)
        assert assessed(caller) == []
    caller.put("/v1/accounts/a", json=account | {"updated_at": at(1)})
    assert assessed(caller) == [("a", 1)]
    caller.delete("/v1/activities/v")
    assert assessed(caller) == [("a", 0)]
    caller.delete("/v1/accounts/a")
    assert assessed(caller) == [("a", 0)], "what is dated later than the deletion stands"
