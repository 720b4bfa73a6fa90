"""Agreeing and answering actions by the forms of the pages."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from tests.clients import client_of
from tests.routers.test_pages import fill, form_token, signed_in

FRIDAY = (datetime.now(UTC).date() + timedelta(days=5)).isoformat()


@pytest.fixture
def account(sqlite_engine: Engine) -> int:
    number = fill(sqlite_engine, "acme")
    client_of(sqlite_engine).put("/v1/users/U1", json={"name": "Kim Berg"})
    return number


@pytest.fixture
def person(sqlite_engine: Engine, account: int) -> TestClient:
    return signed_in(sqlite_engine)


def agree(person: TestClient, account: int, **fields: str) -> Any:
    token = form_token(person.get(f"/accounts/{account}").text)
    said = {"form_token": token, "user_id": "U1", "due_on": FRIDAY, "back": f"/accounts/{account}#agreed", **fields}
    return person.post(f"/accounts/{account}/actions", data=said, follow_redirects=False)


def agreed(engine: Engine) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = client_of(engine).get("/v1/actions").json()["items"]
    return items


def test_a_move_is_agreed_with_its_cure(sqlite_engine: Engine, person: TestClient, account: int) -> None:
    answer = agree(person, account, move="|meet|contact|C1", what="")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/accounts/{account}#agreed")
    (action,) = agreed(sqlite_engine)
    assert (action["what"], action["user_id"], action["due_on"]) == ("Meet Dana Ruiz, CFO", "U1", FRIDAY)
    assert action["cure"] == {"code": "meet", "type": "contact", "id": "C1"}
    shown = person.get(f"/accounts/{account}").text
    assert "Meet Dana Ruiz, CFO" in shown
    assert "Kim Berg, by" in shown


def test_done_dropped_and_open_again(sqlite_engine: Engine, person: TestClient, account: int) -> None:
    agree(person, account, what="Ask for <b>plans</b>")
    (action,) = agreed(sqlite_engine)
    token = form_token(person.get(f"/accounts/{account}").text)

    def say(**fields: str) -> int:
        said = {"form_token": token, "back": "/", **fields}
        return person.post(f"/actions/{action['id']}", data=said, follow_redirects=False).status_code

    assert say(status="dropped") == 422, "dropped needs a reason"
    assert say(status="dropped", reason="They moved") == 303
    shown = person.get(f"/accounts/{account}").text
    assert "<q>They moved</q>" in shown
    assert "Ask for &lt;b&gt;plans" in shown
    assert say(status="open") == 303
    assert say(status="done") == 303
    assert "Said to be done on" in person.get(f"/accounts/{account}").text


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"what": ""}, 422),
        ({"what": "x", "due_on": "soon"}, 422),
        ({"what": "x", "due_on": "2020-01-01"}, 422),
        ({"what": "x", "user_id": "nobody"}, 422),
        ({"what": "x", "move": "f_7|meet|contact|C1"}, 422),
        ({"move": "|meet|contact|"}, 422),
        ({"what": "x", "review_week": "soon"}, 422),
        ({"what": "x", "form_token": "0" * 64}, 403),
    ],
)
def test_what_does_not_fit_is_a_page_and_keeps_nothing(
    sqlite_engine: Engine, person: TestClient, account: int, fields: dict[str, str], status: int
) -> None:
    answer = agree(person, account, **fields)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "text/html; charset=utf-8")
    assert agreed(sqlite_engine) == []


def test_another_workspace_and_a_stranger_agree_nothing(
    sqlite_engine: Engine, person: TestClient, account: int
) -> None:
    agree(person, account, what="Ours")
    fill(sqlite_engine, "other")
    other = signed_in(sqlite_engine, "other")
    token = form_token(other.get("/").text)
    said = {"form_token": token, "status": "done", "what": "x", "due_on": FRIDAY, "user_id": "U1"}
    assert other.post(f"/accounts/{account}/actions", data=said).status_code == 404
    assert other.post("/actions/a_1", data=said).status_code == 404
    assert TestClient(other.app).post("/actions/a_1", data=said).status_code == 403
    assert [action["status"] for action in agreed(sqlite_engine)] == ["open"]
