"""Signing in with the company account, at a real provider: the right person comes in, and nobody else does."""

from collections.abc import Iterator
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from app.main import create_app
from app.settings import Settings
from tests.clients import client_of
from tests.company import person
from tests.provider.running import provider_running, sign_in_there
from tests.routers.test_pages import form_token


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with provider_running() as issuer:
        yield issuer


def settings(issuer: str, **other: str) -> Settings:
    named = {"oidc_client_id": "leadline", "oidc_client_secret": "a secret of the tests"}
    return Settings(**{"public_url": "http://testserver", "oidc_issuer": issuer, **named, **other})


def browser(engine: Engine, issuer: str, **other: str) -> TestClient:
    app = create_app(engine, settings(issuer, **other))
    return TestClient(app, follow_redirects=False, raise_server_exceptions=False)


def crm(engine: Engine, workspace: str = "acme") -> TestClient:
    """Kim owns the mill."""
    client = client_of(engine, workspace)
    client.put("/v1/users/kim", json={"name": "Kim Park", "email": "Kim@Acme.example"})
    client.put("/v1/accounts/m", json={"name": f"{workspace} mill", "owner_id": "kim"})
    return client


def way_back(person: TestClient, email: str, back: str = "/") -> str:
    """To the provider and through it; gives the address it leads back to."""
    answer = person.get("/sign-in/start", params={"back": back})
    assert answer.status_code == 302
    return sign_in_there(answer.headers["location"], email)


def test_a_person_comes_in_by_their_address_and_where_they_wanted_to(engine: Engine, issuer: str) -> None:
    crm(engine)
    person = browser(engine, issuer)
    asked = person.get("/portfolio?team=North")
    assert asked.status_code == 403
    assert 'href="/sign-in/start?back=%2Fportfolio%3Fteam%3DNorth"' in asked.text
    answer = person.get(way_back(person, "kim@acme.example", "/portfolio?team=North"))
    assert (answer.status_code, answer.headers["location"]) == (303, "/portfolio?team=North")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    page = person.get("/")
    assert page.status_code == 200
    assert "acme mill" in page.text
    token = form_token(page.text)
    assert person.post("/sign-out", data={"form_token": token}).status_code == 200
    assert person.get("/").status_code == 403


def test_what_is_asked_of_the_provider_cannot_be_used_by_somebody_else(sqlite_engine: Engine, issuer: str) -> None:
    location = browser(sqlite_engine, issuer).get("/sign-in/start").headers["location"]
    asked = parse_qs(urlsplit(location).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["redirect_uri"] == ["http://testserver/sign-in/back"]
    assert all(len(asked[name][0]) >= 20 for name in ("state", "nonce", "code_challenge"))


@pytest.mark.parametrize(
    ("email", "said"),
    [
        ("nobody@acme.example", "Nobody in the CRM has the address nobody@acme.example"),
        ("unconfirmed@acme.example", "not confirmed"),
    ],
)
def test_whom_the_crm_does_not_know_is_told_whom_to_ask(
    sqlite_engine: Engine, issuer: str, email: str, said: str
) -> None:
    crm(sqlite_engine).put("/v1/users/u", json={"name": "U", "email": "unconfirmed@acme.example"})
    person = browser(sqlite_engine, issuer)
    answer = person.get(way_back(person, email))
    assert answer.status_code == 403
    assert said in answer.text
    assert "Ask whoever looks after" in answer.text
    assert person.get("/").status_code == 403


def test_in_two_workspaces_one_has_to_be_named(sqlite_engine: Engine, issuer: str) -> None:
    crm(sqlite_engine)
    crm(sqlite_engine, "bolt")
    person = browser(sqlite_engine, issuer)
    answer = person.get(way_back(person, "kim@acme.example"))
    assert answer.status_code == 403
    assert "more than one workspace" in answer.text
    person = browser(sqlite_engine, issuer, oidc_workspace="bolt")
    assert person.get(way_back(person, "kim@acme.example")).status_code == 303
    page = person.get("/").text
    assert "bolt mill" in page
    assert "acme mill" not in page


def test_an_answer_for_another_browser_an_altered_or_a_used_one_lets_nobody_in(
    sqlite_engine: Engine, issuer: str
) -> None:
    crm(sqlite_engine)
    person, thief = (browser(sqlite_engine, issuer) for _ in range(2))
    there = way_back(person, "kim@acme.example")
    thief.get("/sign-in/start")
    said = {name: values[0] for name, values in parse_qs(urlsplit(there).query).items()}
    altered = [f"/sign-in/back?{urlencode(said | change)}" for change in ({"state": "x"}, {"code": "x"})]
    for who, address in ((thief, there), (browser(sqlite_engine, issuer), there), (person, altered[0])):
        assert who.get(address).status_code == 403
        assert who.get("/").status_code == 403
    kept = dict(person.cookies)
    assert person.get(there).status_code == 303
    person.cookies.clear()
    person.cookies.update(kept)
    assert person.get(there).status_code == 403, "a code works once"
    for address in (altered[1], "/sign-in/back", "/sign-in/back?error=access_denied", "/sign-in/back?state=&code="):
        assert person.get(address).status_code == 403, address


@pytest.mark.parametrize(
    "back", ["https://evil.example/", "//evil.example", "/\\evil.example", "/\t/evil.example", "x"]
)
def test_nobody_is_led_to_a_page_that_is_not_ours(sqlite_engine: Engine, issuer: str, back: str) -> None:
    crm(sqlite_engine)
    person = browser(sqlite_engine, issuer)
    answer = person.get(way_back(person, "kim@acme.example", back))
    assert answer.status_code == 303
    assert answer.headers["location"] in ("/", "/%09/evil.example")


def test_a_session_planted_before_is_worth_nothing_after(sqlite_engine: Engine, issuer: str) -> None:
    crm(sqlite_engine)
    person = browser(sqlite_engine, issuer)
    person.cookies.set("leadline_session", "planted", domain="testserver.local")
    person.get(way_back(person, "kim@acme.example"))
    first = person.cookies["leadline_session"]
    assert first != "planted"
    person.get(way_back(person, "kim@acme.example"))
    thief = browser(sqlite_engine, issuer)
    for cookie in ("planted", first):
        assert thief.get("/", headers={"cookie": f"leadline_session={cookie}"}).status_code == 403
    assert person.get("/").status_code == 200


def test_where_the_public_address_is_encrypted_cookies_are_too(sqlite_engine: Engine, issuer: str) -> None:
    answer = browser(sqlite_engine, issuer, public_url="https://leadline.example").get("/sign-in/start")
    assert "secure" in answer.headers["set-cookie"].lower()
    assert "redirect_uri=https%3A%2F%2Fleadline.example%2Fsign-in%2Fback" in answer.headers["location"]


def test_a_provider_that_is_away_is_said_on_a_page(sqlite_engine: Engine) -> None:
    answer = browser(sqlite_engine, "http://127.0.0.1:9").get("/sign-in/start")
    assert answer.status_code == 503
    assert "does not answer" in answer.text


def test_without_a_provider_there_is_no_way_to_one(sqlite_engine: Engine) -> None:
    person = TestClient(create_app(sqlite_engine, Settings()), follow_redirects=False)
    assert [person.get(path).status_code for path in ("/sign-in/start", "/sign-in/back")] == [404, 404]
    with pytest.raises(ValueError, match="LEADLINE_OIDC_CLIENT_ID"):
        Settings(oidc_issuer="https://id.example")


def test_signing_out_everywhere_ends_every_session_of_a_person(sqlite_engine: Engine) -> None:
    client = crm(sqlite_engine)
    here, there = (person(sqlite_engine, client, "kim") for _ in range(2))
    page = here.get("/").text
    assert 'name="everywhere"' in page
    assert here.post("/sign-out", data={"form_token": "x", "everywhere": "yes"}).status_code == 403
    assert there.get("/").status_code == 200
    assert here.post("/sign-out", data={"form_token": form_token(page), "everywhere": "yes"}).status_code == 200
    assert [each.get("/").status_code for each in (here, there)] == [403, 403]
