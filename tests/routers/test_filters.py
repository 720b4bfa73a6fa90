"""The same filters mean the same on the Monday page and in the API, on both databases."""

import re
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from tests.clients import client_of
from tests.conftest import NewDatabase
from tests.routers.test_pages import link, signed_in
from tests.three_accounts import ROWS

USERS = [
    {"type": "user", "id": "kim", "name": "Kim", "team": "EMEA"},
    {"type": "user", "id": "luis", "name": "Luis", "team": "Emea"},
]
OF = {
    "n": {"owner_id": "kim", "country": "DE"},
    "h": {"owner_id": "kim", "country": "Österreich"},
    "v": {"owner_id": "luis", "country": "DE", "aim": "keep"},
}


def fill(engine: Engine) -> TestClient:
    caller = client_of(engine)
    rows = [row | OF[row["id"]] if row["type"] == "account" else row for row in ROWS]
    assert caller.post("/v1/imports", json=[*USERS, *rows]).json()["summary"]["refused"] == 0
    return caller


@pytest.fixture(scope="module")
def both(new_database: NewDatabase) -> Any:
    with new_database() as engine:
        yield fill(engine), signed_in(engine)


def names_on(page: str) -> list[str]:
    return sorted(re.findall(r'<th scope="row"><a href="/accounts/\d+">(\w+)<', page))


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, ["Halden", "Northgate", "Vega"]),
        ({"team": "EMEA"}, ["Halden", "Northgate"]),
        ({"country": "DE"}, ["Northgate", "Vega"]),
        ({"country": "Österreich"}, ["Halden"]),
        ({"country": "de"}, []),
        ({"tier": "C"}, ["Vega"]),
        ({"aim": "keep"}, ["Vega"]),
        ({"tier": "A", "country": "DE", "team": "EMEA"}, ["Northgate"]),
        ({"posture": "led"}, ["Northgate"]),
        ({"posture": "managed_only", "aim": "grow"}, ["Halden"]),
        ({"team": "nobody's"}, []),
    ],
)
def test_page_and_api_choose_the_same(both: Any, query: dict[str, str], names: list[str]) -> None:
    caller, person = both
    answer = caller.get("/v1/assessments", params=query)
    assert sorted(item["name"] for item in answer.json()["items"]) == names
    page = person.get("/", params=query)
    assert page.status_code == 200
    assert names_on(page.text) == names
    if query:
        assert f"{len(names)} of 3 accounts" in page.text
    growth = sum(name != "Vega" for name in names)
    if growth:
        assert f"of {growth} growth account" in page.text


def test_the_owner_is_named_by_the_callers_id_or_by_our_number(both: Any) -> None:
    caller, person = both
    assert [item["name"] for item in caller.get("/v1/assessments?owner_id=luis").json()["items"]] == ["Vega"]
    assert caller.get("/v1/assessments?owner_id=nobody").json()["items"] == []
    luis = caller.get("/v1/users/luis").json()["leadline_id"]
    assert names_on(person.get(f"/?owner={luis}").text) == ["Vega"]
    assert "owns no account that you see" in person.get("/?owner=999").text


def test_a_page_of_the_api_list_follows_the_one_before(both: Any) -> None:
    caller, _ = both
    first = caller.get("/v1/assessments?country=DE&sort=name&limit=1").json()
    second = caller.get(
        "/v1/assessments", params={"country": "DE", "sort": "name", "limit": 1, "cursor": first["next_cursor"]}
    )
    assert [first["items"][0]["name"], second.json()["items"][0]["name"]] == ["Northgate", "Vega"]
    assert second.json()["next_cursor"] is None


@pytest.mark.parametrize("query", ["tier=D", "country=" + "x" * 201, "land=DE"])
def test_what_the_api_does_not_know_is_refused_by_name(both: Any, query: str) -> None:
    answer = both[0].get(f"/v1/assessments?{query}")
    assert answer.status_code == 422
    assert query.partition("=")[0] in answer.text


def test_a_change_shows_at_once_however_often_the_page_was_read(engine: Engine) -> None:
    caller, person = fill(engine), signed_in(engine)
    before = [person.get("/").text for _ in range(3)][-1]
    assert "of 2 growth accounts" in before
    assert person.get("/").text == before
    caller.patch("/v1/accounts/v", json={"aim": "grow"})
    assert "of 3 growth accounts" in person.get("/").text
    caller.patch("/v1/accounts/v", json={"name": "Wega"})
    assert "Wega" in person.get("/").text
    caller.patch("/v1/users/luis", json={"team": "APAC"})
    assert "1 of 3 accounts" in person.get("/?team=APAC").text
    caller.delete("/v1/accounts/v")
    after = person.get("/").text
    assert "Wega" not in after
    assert "of 2 growth accounts" in after
    caller.put("/v1/accounts/v", json={"name": "Vega", "aim": "grow", "updated_at": "2099-01-01T00:00:00Z"})
    assert "Vega" in person.get("/").text
    assert "Vega" in signed_in(engine).get("/").text


def test_each_session_gets_its_own_form_token_in_a_page_that_was_made_for_another(sqlite_engine: Engine) -> None:
    fill(sqlite_engine)
    one = signed_in(sqlite_engine)
    first = one.get("/").text
    (token,) = set(re.findall(r'name="form_token" value="(\w+)"', first))
    other = TestClient(one.app, client=("127.0.0.1", 50000))
    other.get(link(sqlite_engine, "acme"))
    (theirs,) = set(re.findall(r'name="form_token" value="(\w+)"', other.get("/").text))
    assert theirs != token
    assert other.get("/").text.replace(theirs, token) == first
