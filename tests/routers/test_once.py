"""A request that names itself is done once, whoever sends it again, at once or days later."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx import Response
from sqlalchemy import Connection, Engine, select, update

from app import clock
from app.db import writing
from app.main import create_app
from app.models.kept_answer import KEPT_ANSWER, claim, erase_answers
from app.services.answer_once import Answer, answer_once, forget_answers
from app.services.workspaces import ensure_workspace
from tests.clients import client_of, send

KEY = {"Idempotency-Key": "8e03978e-40d5-43dd-bc93-6894a57f9324"}
DUE = (clock.now() + timedelta(days=9)).date().isoformat()
ACTION = {"account_id": "A1", "what": "Call Dana", "due_on": DUE}


@pytest.fixture
def caller(engine: Engine) -> TestClient:
    caller = client_of(engine)
    caller.put("/v1/users/U1", json={"name": "Kim"})
    caller.put("/v1/accounts/A1", json={"name": "Northgate Foods", "owner_id": "U1"})
    return caller


def agree(caller: TestClient, headers: dict[str, str] = KEY, **fields: Any) -> Response:
    return caller.post("/v1/actions", json=ACTION | fields, headers=headers)


def agreed(caller: TestClient) -> int:
    return len(caller.get("/v1/actions").json()["items"])


def test_the_first_answer_is_given_again_to_the_byte(caller: TestClient) -> None:
    first = agree(caller)
    caller.patch(f"/v1/actions/{first.json()['id']}", json={"status": "done"})
    again, quoted = agree(caller), agree(caller, {"Idempotency-Key": f'"{KEY["Idempotency-Key"]}"'})
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content == quoted.content
    assert again.headers["content-type"] == first.headers["content-type"]
    assert "idempotent-replayed" not in first.headers
    assert again.headers["idempotent-replayed"] == "true"
    assert agreed(caller) == 1


def test_another_request_under_the_same_key_is_refused(caller: TestClient) -> None:
    agree(caller)
    answers = [
        agree(caller, what="Call Pat"),
        caller.post("/v1/imports", json=[ACTION], headers=KEY),
        send(caller, "/v1/imports?type=account", "id\nA9\n", "text/csv", **KEY),
    ]
    assert [answer.status_code for answer in answers] == [422] * 3
    assert {answer.json()["type"] for answer in answers} == {"/problems/key-used-before"}
    assert answers[0].json()["errors"][0]["pointer"] == "/header/Idempotency-Key"
    assert agreed(caller) == 1
    assert caller.get("/v1/accounts/A9").status_code == 404


def test_keys_are_one_callers_own(engine: Engine, caller: TestClient) -> None:
    agree(caller)
    for other in (client_of(engine, source="erp"), client_of(engine, "other")):
        other.put("/v1/users/U2", json={})
        other.put("/v1/accounts/A1", json={"owner_id": "U2"})
        assert agree(other, what="Something else").status_code == 201


def test_what_was_refused_may_be_mended_under_its_key(caller: TestClient) -> None:
    assert agree(caller, due_on="2001-01-01").status_code == 422
    assert agree(caller).status_code == 201


@pytest.mark.parametrize("bad", ["", "x" * 256, "k\xe9y", "a b", "\x7f"])
def test_a_key_that_cannot_be_kept_is_refused(caller: TestClient, bad: str) -> None:
    answer = agree(caller, {"Idempotency-Key": bad.encode("latin-1")})  # type: ignore[dict-item]
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/header/Idempotency-Key"
    assert agreed(caller) == 0


def test_racing_twins_get_one_answer(caller: TestClient) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: agree(caller), range(8)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert sum("idempotent-replayed" not in answer.headers for answer in answers) == 1
    assert agreed(caller) == 1


def test_an_import_sent_again_stores_nothing_again(caller: TestClient) -> None:
    rows = "".join(f'{{"type": "account", "id": "B{number}", "name": "one"}}\n' for number in range(20)) + "nonsense\n"
    first = send(caller, "/v1/imports", rows, **KEY)
    caller.put("/v1/accounts/B1", json={"name": "two"})
    again = send(caller, "/v1/imports", rows, **KEY)
    assert first.content == again.content
    assert first.json()["summary"] == {"received": 21, "stored": 20, "unchanged": 0, "refused": 1}
    assert caller.get("/v1/accounts/B1").json()["name"] == "two"


def test_a_draft_sent_again_is_the_same_draft(engine: Engine) -> None:
    admin = client_of(engine, scopes=("read", "admin"))
    first, again = (admin.post("/v1/policy/drafts", json={"document": {}}, headers=KEY) for _ in range(2))
    assert (first.status_code, first.content) == (201, again.content)


def test_after_72_hours_the_key_is_free_and_the_answer_gone(engine: Engine, caller: TestClient) -> None:
    agree(caller)
    agree(caller, {"Idempotency-Key": "another"})
    with writing(engine, workspace := _workspace(engine)) as connection:
        connection.execute(update(KEPT_ANSWER).values(kept_at=clock.now() - timedelta(hours=72, seconds=1)))
    assert agree(caller, what="Call Pat").status_code == 201
    forget_answers(engine, clock.now())
    with writing(engine, workspace) as connection:
        assert list(connection.scalars(select(KEPT_ANSWER.c.key))) == [KEY["Idempotency-Key"]]


def test_an_erased_answer_is_not_given_and_nothing_is_done_twice(engine: Engine, caller: TestClient) -> None:
    agree(caller)
    with writing(engine, workspace := _workspace(engine)) as connection:
        erase_answers(connection, workspace)
    answer = agree(caller)
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/answer-erased")
    assert agreed(caller) == 1


def test_an_effect_that_fails_leaves_neither_itself_nor_its_key(engine: Engine, caller: TestClient) -> None:
    workspace = _workspace(engine)
    name = (workspace, 1, "key")

    def half(connection: Connection) -> Answer:
        assert claim(connection, (workspace, 1, "half"), "hash", clock.now())
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        answer_once(engine, name, "hash", half, clock.now())
    with writing(engine, workspace) as connection:
        assert connection.execute(select(KEPT_ANSWER)).all() == []
    assert answer_once(engine, name, "hash", lambda _: Answer(200, (), b"done"), clock.now()).body == b"done"


def test_every_post_takes_a_key(sqlite_engine: Engine) -> None:
    paths = create_app(sqlite_engine).openapi()["paths"]
    posts = {path: item["post"] for path, item in paths.items() if "post" in item}
    assert len(posts) >= 3
    without = [
        path
        for path, post in posts.items()
        if "Idempotency-Key" not in {each["name"] for each in post.get("parameters", ())}
    ]
    assert not without


def _workspace(engine: Engine) -> int:
    with writing(engine, None) as connection:
        return ensure_workspace(connection, "acme")
