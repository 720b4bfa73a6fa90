"""Widgets: the same numbers as data, page and picture; shown to nobody but whom the token names."""

import csv
import re
from base64 import urlsafe_b64decode
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from fastapi.testclient import TestClient
from itsdangerous import URLSafeSerializer
from sqlalchemy import Engine

from app import clock
from tests.clients import client_of
from tests.routers.managed_account import ROWS, ago

PORTAL = "https://portal.example"
NAMES = ("quadrant", "account", "flags", "trend", "lineup")
OF_ONE = ("account", "trend", "lineup")
PEOPLE = [
    {"type": "user", "id": "kim", "name": "Kim", "team": "EMEA", "manager_id": "lead"},
    {"type": "user", "id": "lead", "name": "Lea", "team": "EMEA"},
    {"type": "user", "id": "lu", "name": "Lu", "team": "US"},
    {
        "type": "account", "id": "u", "name": "Upland", "tier": "A", "owner_id": "lu", "relationship": "customer",
        "created_at": ago(800),
    },
]  # fmt: skip


@pytest.fixture
def client(sqlite_engine: Engine) -> TestClient:
    client = client_of(sqlite_engine, scopes=("read", "ingest", "admin"))
    assert client.post("/v1/imports", json=[*ROWS, *PEOPLE]).json()["summary"]["refused"] == 0
    assert client.put("/v1/embed-origins", json={"origins": [PORTAL]}).status_code == 200
    return client


def about(name: str) -> dict[str, str]:
    return {"account_id": "1"} if name in OF_ONE else {}


def token(client: TestClient, widget: str = "quadrant", viewer: str = "kim", **more: Any) -> dict[str, Any]:
    answer = client.post("/v1/embed-tokens", json={"viewer": viewer, "widget": widget, **about(widget), **more})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def stranger(client: TestClient) -> TestClient:
    """Somebody without a key, as a frame is."""
    return TestClient(client.app, base_url="http://leadline.example")


def show(client: TestClient, token: str, widget: str = "quadrant.json", **headers: str) -> Any:
    return stranger(client).get(f"/v1/widgets/{widget}", params={"token": token}, headers=headers)


def names(answer: Any) -> set[str]:
    return {row["account"] for row in answer.json()["items"]}


@pytest.mark.parametrize("name", NAMES)
def test_csv_holds_what_json_holds_one_row_each(client: TestClient, name: str) -> None:
    rows = client.get(f"/v1/widgets/{name}", params=about(name)).json()["items"]
    table = client.get(f"/v1/widgets/{name}.csv", params=about(name))
    assert rows
    assert all(not isinstance(value, dict | list) for row in rows for value in row.values())
    read = list(csv.DictReader(StringIO(table.content.decode("utf-8-sig"))))
    assert [row["account_id"] for row in read] == [row["account_id"] for row in rows]
    assert list(read[0]) == list(rows[0])


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("form", "starts"), [("png", b"\x89PNG"), ("svg", b"<svg")])
def test_pictures_of_any_size_light_and_dark(client: TestClient, name: str, form: str, starts: bytes) -> None:
    sizes = ({"width": 300, "height": 200}, {"width": 1200, "height": 600})
    looks = [(size, theme) for size in sizes for theme in ("light", "dark")]
    drawn = [
        client.get(f"/v1/widgets/{name}.{form}", params={**about(name), **size, "theme": theme}).content
        for size, theme in looks
    ]
    assert all(picture.lstrip().startswith(starts) for picture in drawn)
    assert len(set(drawn)) == len(looks)


def test_the_account_widget_says_what_the_assessment_says(client: TestClient) -> None:
    said = client.get("/v1/accounts/1/assessment").json()
    rows = client.get("/v1/widgets/account", params={"account_id": "1"}).json()["items"]
    answers = [*said["effectiveness"]["answers"], *said["efficiency"]["answers"]]
    assert [(row["question"], row["verdict"], row["sentence"]) for row in rows] == [
        (each["question"], each["verdict"], each["sentence"]) for each in answers
    ]
    html = show(client, token(client, "account")["token"], "account.html").text
    assert said["posture_words"] in html
    assert said["findings"][0]["sentence"].replace("'", "&#39;") in html


def test_what_has_not_changed_is_not_sent_again(client: TestClient) -> None:
    first = client.get("/v1/widgets/account", params={"account_id": "1"})
    again = client.get(
        "/v1/widgets/account", params={"account_id": "1"}, headers={"if-none-match": first.headers["etag"]}
    )
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(("viewer", "seen"), [("kim", {"Northgate"}), ("lead", {"Northgate"}), ("lu", {"Upland"})])
def test_a_viewer_sees_their_own_and_their_reports_accounts(client: TestClient, viewer: str, seen: set[str]) -> None:
    assert names(show(client, token(client, viewer=viewer)["token"])) == seen
    flagged = names(show(client, token(client, "flags", viewer)["token"], "flags.json"))
    assert flagged <= seen


def test_somebody_elses_account_is_not_there(client: TestClient) -> None:
    for widget in OF_ONE:
        made = token(client, widget, "lu")["token"]
        assert show(client, made, f"{widget}.json").status_code == 404
        framed = show(client, made, f"{widget}.html")
        assert framed.status_code == 404
        assert "Northgate" not in framed.text


def test_locked_filters_cannot_be_taken_off(client: TestClient) -> None:
    made = token(client, viewer="lead", filters={"team": "US"})["token"]
    assert names(show(client, made)) == set()
    loosened = stranger(client).get("/v1/widgets/quadrant.json", params={"token": made, "team": "EMEA"})
    assert loosened.status_code == 422


def test_a_frame_is_for_the_sites_of_the_workspace_alone(client: TestClient) -> None:
    framed = show(client, token(client)["token"], "quadrant.html")
    policy = framed.headers["content-security-policy"]
    assert policy.endswith(f"frame-ancestors {PORTAL}")
    assert "unsafe" not in policy
    assert framed.headers["referrer-policy"] == "no-referrer"
    assert "set-cookie" not in framed.headers
    assert not re.search(r"<script(?! src=)|\son\w+=", framed.text)
    with_key = client.get("/v1/widgets/quadrant.html")
    assert with_key.headers["content-security-policy"].endswith("frame-ancestors 'none'")


def test_an_origin_of_its_own_must_be_one_of_the_workspaces(client: TestClient) -> None:
    answer = client.post(
        "/v1/embed-tokens", json={"viewer": "kim", "widget": "flags", "origin": "https://evil.example"}
    )
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/origin"
    made = token(client, origin=PORTAL)["token"]
    assert show(client, made, origin=PORTAL).status_code == 200
    assert show(client, made, origin="https://evil.example").status_code == 403


@pytest.mark.parametrize("origin", ["portal.example", "javascript:alert(1)", "https://a b", "https://x@y.example", "*"])
def test_a_site_is_an_origin(client: TestClient, origin: str) -> None:
    assert client.put("/v1/embed-origins", json={"origins": [origin]}).status_code == 422
    assert client.get("/v1/embed-origins").json() == {"origins": [PORTAL]}


def test_only_an_admin_says_which_sites(sqlite_engine: Engine, client: TestClient) -> None:
    reader = client_of(sqlite_engine, scopes=("read", "ingest"))
    assert reader.put("/v1/embed-origins", json={"origins": []}).status_code == 403


@pytest.mark.parametrize(
    ("changed", "pointer"),
    [
        ({"viewer": "nobody"}, "/viewer"),
        ({"widget": "account"}, "/account_id"),
        ({"account_id": "1"}, "/account_id"),
        ({"filters": {"owner_id": "nobody"}}, "/filters/owner_id"),
        ({"minutes": 16}, "/minutes"),
        ({"widget": "everything"}, "/widget"),
    ],
)
def test_what_a_token_cannot_be_made_for_is_said(client: TestClient, changed: dict[str, Any], pointer: str) -> None:
    answer = client.post("/v1/embed-tokens", json={"viewer": "kim", "widget": "flags", **changed})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == pointer


def forged(good: str) -> list[str]:
    """Two hundred tokens that are not ours: altered, cut, signed by others, of another make."""
    body, _, signature = good.partition(".")
    said = urlsafe_b64decode(body.lstrip(".") + "==")[:40] if not body.startswith(".") else b""
    altered = [good[:at] + ("A" if good[at] != "A" else "B") + good[at + 1 :] for at in range(len(good))]
    cut = [good[:at] for at in range(0, len(good), 7)]
    others = [
        URLSafeSerializer(secret, salt=salt).dumps({"widget": "quadrant", "workspace_id": 1, "viewer": n, "until": 9e9})
        for n, (secret, salt) in enumerate([("", "leadline.embed"), ("secret", "leadline.embed"), ("secret", "x")])
    ]
    makes = [f"{body}.", f".{signature}", "eyJhbGciOiJub25lIn0.e30.", f"eyJhbGciOiJub25lIn0.{body}.", "null", "..", "0"]
    tokens = dict.fromkeys([*cut, *others, *makes, good + "A", good * 2, said.hex(), *altered])
    return [each for each in tokens if each != good][:200]


def test_two_hundred_forged_tokens_show_nothing(client: TestClient) -> None:
    good = token(client)["token"]
    assert show(client, good).status_code == 200
    tokens = forged(good)
    assert len(set(tokens)) == 200
    answers = [show(client, each) for each in tokens]
    assert {answer.status_code for answer in answers} <= {401, 403}
    assert not any("Northgate" in answer.text for answer in answers)


def test_a_token_that_ran_out_shows_a_sentence(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    made = token(client, minutes=1)["token"]
    later = clock.now() + timedelta(minutes=2)
    monkeypatch.setattr(clock, "now", lambda: later)
    framed = show(client, made, "quadrant.html")
    assert framed.status_code == 403
    assert "This view has run out" in framed.text
    assert "Northgate" not in framed.text


def test_a_token_shows_its_own_widget_only_and_nothing_once_taken_back(client: TestClient) -> None:
    made = token(client)
    assert show(client, made["token"], "flags.json").status_code == 403
    assert client.delete(f"/v1/embed-tokens/{made['id']}").status_code == 204
    assert show(client, made["token"]).status_code == 403


def test_another_workspace_cannot_take_it_back_nor_look_with_it(sqlite_engine: Engine, client: TestClient) -> None:
    other = client_of(sqlite_engine, "other")
    made = token(client)
    other.delete(f"/v1/embed-tokens/{made['id']}")
    assert show(client, made["token"]).status_code == 200
    assert other.post("/v1/embed-tokens", json={"viewer": "kim", "widget": "quadrant"}).status_code == 422


NASTY = "<script>alert(1)</script><img src=x onerror=alert(1)>\u202e=1+1"


@pytest.mark.parametrize("name", NAMES)
def test_names_are_text_in_every_widget(client: TestClient, name: str) -> None:
    rows = [
        {"type": "account", "id": "1", "name": NASTY, "patch": True},
        {"type": "contact", "id": "buyer", "name": NASTY, "patch": True},
    ]
    assert client.post("/v1/imports", json=rows).json()["summary"]["stored"] == 2
    framed = show(client, token(client, name)["token"], f"{name}.html")
    assert framed.status_code == 200
    assert "<script>alert" not in framed.text
    assert "<img" not in framed.text
    svg = client.get(f"/v1/widgets/{name}.svg", params=about(name))
    assert svg.status_code == 200
    assert "<script" not in svg.text
