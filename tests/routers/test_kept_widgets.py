"""Widgets are made once and given again: never an old one, never another viewer's, never after a token's end."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from app import clock
from app.db import make_engine
from app.routers import widgets
from app.routers.kept_bodies import BYTES_AROUND, KeptBodies
from tests.clients import client_of
from tests.routers.managed_account import ROWS
from tests.routers.test_widgets import NAMES, OF_ONE, PEOPLE, PORTAL, about, names, show, token

FORMS = ("json", "csv", "html", "svg")
Change = Callable[[TestClient], Any]


@pytest.fixture
def client(engine: Engine) -> TestClient:
    client = client_of(engine, scopes=("read", "ingest", "admin"))
    assert client.post("/v1/imports", json=[*ROWS, *PEOPLE]).json()["summary"]["refused"] == 0
    assert client.put("/v1/embed-origins", json={"origins": [PORTAL]}).status_code == 200
    return client


def renamed(client: TestClient, name: str = "Southgate") -> None:
    assert client.patch("/v1/accounts/1", json={"name": name}).status_code == 200


@pytest.mark.parametrize("name", NAMES)
def test_a_change_shows_at_once_in_every_form(client: TestClient, name: str) -> None:
    shown = token(client, name)["token"]
    for form in FORMS:
        assert "Southgate" not in client.get(f"/v1/widgets/{name}.{form}", params=about(name)).text
        assert "Southgate" not in show(client, shown, f"{name}.{form}").text
    renamed(client)
    # In a frame, who stands behind a proposal is told without the flags' accounts, all else by its name.
    for form in ("json", "csv"):
        assert "Southgate" in client.get(f"/v1/widgets/{name}.{form}", params=about(name)).text
        assert "Southgate" in show(client, shown, f"{name}.{form}").text
    assert "Northgate" not in show(client, shown, f"{name}.html").text


def test_what_somebody_holds_is_told_from_what_changed(client: TestClient) -> None:
    asked = {"url": "/v1/widgets/account", "params": {"account_id": "1"}}
    held = client.get(**asked).headers["etag"]
    for _ in range(2):
        again = client.get(**asked, headers={"if-none-match": held})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", held)
    client.put("/v1/accounts/another", json={"name": "Another"})
    assert client.get(**asked, headers={"if-none-match": held}).status_code == 304
    renamed(client)
    changed = client.get(**asked, headers={"if-none-match": held})
    assert changed.status_code == 200
    assert "Southgate" in changed.text


def test_what_another_process_writes_shows_at_once(engine: Engine, client: TestClient) -> None:
    assert "Northgate" in client.get("/v1/widgets/quadrant").text
    elsewhere = make_engine(engine.url.render_as_string(hide_password=False))
    renamed(client_of(elsewhere))
    elsewhere.dispose()
    assert names(client.get("/v1/widgets/quadrant")) >= {"Southgate"}
    assert "Northgate" not in client.get("/v1/widgets/quadrant").text


def test_an_answered_flag_leaves_the_widget_at_once(client: TestClient) -> None:
    flags = client.get("/v1/widgets/flags").json()["items"]
    stored = client.get("/v1/flags").json()["items"]
    assert flags
    put_off = {"status": "snoozed", "snoozed_until_on": (clock.now() + timedelta(days=9)).date().isoformat()}
    assert client.patch(f"/v1/flags/{stored[0]['id']}", json=put_off).status_code == 200
    assert len(client.get("/v1/widgets/flags").json()["items"]) == len(flags) - 1


@pytest.mark.parametrize("form", FORMS)
def test_two_viewers_and_a_key_do_not_share(client: TestClient, form: str) -> None:
    tokens = {viewer: token(client, viewer=viewer)["token"] for viewer in ("kim", "lu")}
    seen = {
        viewer: [show(client, made, f"quadrant.{form}") for _ in range(2)][1].content for viewer, made in tokens.items()
    }
    assert len({*seen.values(), client.get(f"/v1/widgets/quadrant.{form}").content}) == 3
    assert b"Upland" not in seen["kim"]
    assert b"Northgate" not in seen["lu"]


def test_another_viewers_tag_is_no_answer(client: TestClient) -> None:
    kims = show(client, token(client, viewer="kim")["token"]).headers["etag"]
    lus = show(client, token(client, viewer="lu")["token"], **{"if-none-match": kims})
    assert lus.status_code == 200
    assert names(lus) == {"Upland"}


def test_filters_are_not_shared_either(client: TestClient) -> None:
    every = names(client.get("/v1/widgets/quadrant"))
    of_a_team = names(client.get("/v1/widgets/quadrant", params={"team": "US"}))
    locked = names(show(client, token(client, viewer="lead", filters={"aim": "exit"})["token"]))
    assert {"Northgate", "Upland"} <= every
    assert (of_a_team, locked) == ({"Upland"}, set())
    assert names(show(client, token(client, viewer="lead")["token"])) == {"Northgate"}


def test_whoever_loses_an_account_no_longer_sees_it(client: TestClient) -> None:
    kims, account = token(client)["token"], token(client, "account")["token"]
    assert names(show(client, kims)) == {"Northgate"}
    assert show(client, account, "account.json").status_code == 200
    client.patch("/v1/accounts/1", json={"owner_id": "lu"})
    assert names(show(client, kims)) == set()
    for form in FORMS:
        assert show(client, account, f"account.{form}").status_code == 404


def test_by_owner_switched_off_shows_nothing_that_was_kept(client: TestClient) -> None:
    asked = {"url": "/v1/widgets/quadrant", "params": {"owner_id": "kim"}}
    held = [client.get(**asked) for _ in range(3)][-1].headers["etag"]
    assert client.put("/v1/privacy", json={"by_owner": False}).status_code == 200
    assert client.get(**asked).status_code == 403
    assert client.get(**asked, headers={"if-none-match": held}).status_code == 403


def kept_for(client: TestClient, made: str, name: str) -> str:
    """The tag of what was shown twice."""
    for form in FORMS:
        assert show(client, made, f"{name}.{form}").status_code == 200
    again = show(client, made, f"{name}.json")
    assert show(client, made, f"{name}.json", **{"if-none-match": again.headers["etag"]}).status_code == 304
    return str(again.headers["etag"])


def nothing_is_shown(client: TestClient, made: str, name: str, held: str) -> None:
    for form in FORMS:
        for tag in ({}, {"if-none-match": held}, {"if-none-match": "*"}):
            answer = show(client, made, f"{name}.{form}", **tag)
            assert answer.status_code == 403
            assert "Northgate" not in answer.text


@pytest.mark.parametrize("name", ["quadrant", *OF_ONE])
def test_a_token_taken_back_shows_nothing_of_what_was_kept(client: TestClient, name: str) -> None:
    made, other = token(client, name), token(client, name)["token"]
    held = kept_for(client, made["token"], name)
    assert client.delete(f"/v1/embed-tokens/{made['id']}").status_code == 204
    nothing_is_shown(client, made["token"], name, held)
    assert show(client, other, f"{name}.json", **{"if-none-match": held}).status_code == 304


def test_a_token_that_ran_out_shows_nothing_of_what_was_kept(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    # At the start of a quarter of an hour, so that what is kept would still hold.
    start = clock.now().replace(minute=0, second=1, microsecond=0) + timedelta(hours=1)
    monkeypatch.setattr(clock, "now", lambda: start)
    made, longer = token(client, minutes=1)["token"], token(client, minutes=9)["token"]
    held = kept_for(client, made, "quadrant")
    monkeypatch.setattr(clock, "now", lambda: start + timedelta(seconds=59))
    assert show(client, made, **{"if-none-match": held}).status_code == 304
    monkeypatch.setattr(clock, "now", lambda: start + timedelta(seconds=60))
    nothing_is_shown(client, made, "quadrant", held)
    assert show(client, longer, **{"if-none-match": held}).status_code == 304


def test_another_site_gets_nothing_of_what_was_kept(client: TestClient) -> None:
    made = token(client, origin=PORTAL)["token"]
    held = kept_for(client, made, "quadrant")
    for headers in ({}, {"if-none-match": held}):
        assert show(client, made, origin="https://evil.example", **headers).status_code == 403
    assert show(client, made, "flags.json").status_code == 403


def test_a_key_that_may_not_read_gets_nothing_of_what_was_kept(engine: Engine, client: TestClient) -> None:
    held = client.get("/v1/widgets/quadrant").headers["etag"]
    writer = client_of(engine, scopes=("ingest",))
    assert writer.get("/v1/widgets/quadrant", headers={"if-none-match": held}).status_code == 403
    other = client_of(engine, "other")
    answer = other.get("/v1/widgets/quadrant", headers={"if-none-match": held})
    assert answer.json() == {"widget": "quadrant", "items": []}


def test_many_small_answers_are_let_go_like_few_large_ones() -> None:
    kept = KeptBodies(10 * BYTES_AROUND)
    for number in range(100):
        kept.keep((number,), "now", b"")
        kept.keep((number,), "now", b"")
    assert [number for number in range(100) if kept.get((number,), "now") is not None] == list(range(90, 100))


@pytest.mark.parametrize(("takes", "packed"), [("br, gzip;q=0.5", True), ("gzip;q=0", False), ("", False)])
def test_a_long_answer_is_packed_for_who_takes_that(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, takes: str, packed: bool
) -> None:
    monkeypatch.setattr(widgets, "PACKED_FROM", 100)
    asked = {"url": "/v1/widgets/account", "params": {"account_id": "1"}}
    plain = client.get(**asked, headers={"accept-encoding": "identity"})
    for _ in range(2):
        sent = client.get(**asked, headers={"accept-encoding": takes})
        assert (sent.headers.get("content-encoding") == "gzip") == packed
        assert sent.json() == plain.json()
    again = client.get(**asked, headers={"if-none-match": sent.headers["etag"]})
    assert again.status_code == 304
    assert "Accept-Encoding" in sent.headers["vary"]
