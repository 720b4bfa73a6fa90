"""Pages are for somebody who is signed in, on their own workspace; every failure is a page too."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from app import clock
from app.db import writing
from app.main import create_app
from app.services.sign_in import sign_in_link
from app.services.workspaces import ensure_workspace
from tests.clients import client_of

ME = ("127.0.0.1", 50000)
SECRET_NAME = "Northgate Foods"
PAGES = ("/", "/accounts/1", "/accounts/1/timeline", "/readiness", "/reviews/2026-W40")


def days_ago(days: int) -> str:
    return (datetime.now(UTC) - timedelta(days=days)).isoformat()


def fill(engine: Engine, workspace: str) -> int:
    """An account with a person and a meeting; gives the account's number."""
    caller = client_of(engine, workspace)
    account = caller.put("/v1/accounts/A1", json={"name": SECRET_NAME, "potential": 620000})
    caller.put("/v1/contacts/C1", json={"name": "Dana Ruiz", "account_id": "A1", "title": "CFO"})
    for number in range(3):
        about = {"kind": "meeting", "account_id": "A1", "contact_ids": ["C1"], "subject": f"Visit {number}"}
        done = {"outcome": "held", "status": "done", "start_at": days_ago(3 * number + 2)}
        assert caller.put(f"/v1/activities/M{number}", json={**about, **done}).status_code == 201
    return int(account.json()["leadline_id"])


def link(engine: Engine, workspace: str) -> str:
    with writing(engine, None) as connection:
        return sign_in_link(connection, ensure_workspace(connection, workspace), "http://testserver", clock.now())


def visitor(engine: Engine, workspace: str = "acme", at: tuple[str, int] = ME) -> TestClient:
    return TestClient(create_app(engine), client=at, raise_server_exceptions=False)


def signed_in(engine: Engine, workspace: str = "acme") -> TestClient:
    person = visitor(engine)
    assert person.get(link(engine, workspace)).url.path == "/"
    return person


def form_token(html: str) -> str:
    found = re.search(r'name="form_token" value="(\w+)"', html)
    assert found
    return found[1]


def test_nothing_is_shown_to_somebody_who_is_not_signed_in(sqlite_engine: Engine) -> None:
    fill(sqlite_engine, "acme")
    stranger = visitor(sqlite_engine)
    for path in PAGES:
        answer = stranger.get(path)
        assert (answer.status_code, answer.headers["content-type"]) == (403, "text/html; charset=utf-8")
        assert "Please sign in" in answer.text
        assert SECRET_NAME not in answer.text


def test_a_link_works_once_and_on_this_machine_only(sqlite_engine: Engine) -> None:
    address = link(sqlite_engine, "acme")
    assert visitor(sqlite_engine, at=("10.0.0.7", 50000)).get(address).status_code == 403
    person = visitor(sqlite_engine)
    answer = person.get(address, follow_redirects=False)
    assert answer.status_code == 303
    assert {"httponly", "samesite=lax"} <= {part.strip().lower() for part in answer.headers["set-cookie"].split(";")}
    assert person.get(address).status_code == 200, "whoever is in already stays in"
    assert visitor(sqlite_engine).get(address).status_code == 403


def test_every_page_is_there_on_an_empty_workspace_and_a_filled_one(engine: Engine) -> None:
    assert [signed_in(engine, "empty").get(path).status_code for path in ("/", "/readiness")] == [200, 200]
    number = fill(engine, "acme")
    person = signed_in(engine)
    for path in ("/", f"/accounts/{number}", f"/accounts/{number}/timeline", "/reviews/2026-W40"):
        answer = person.get(path)
        assert answer.status_code == 200, path
        assert SECRET_NAME in answer.text or path.startswith("/reviews")


def test_pages_load_nothing_from_elsewhere_and_run_nothing_but_our_own_file(sqlite_engine: Engine) -> None:
    number = fill(sqlite_engine, "acme")
    person = signed_in(sqlite_engine)
    for path in (
        "/",
        f"/accounts/{number}",
        f"/accounts/{number}/timeline",
        "/readiness",
        "/reviews/2026-W40",
        "/sign-in",
    ):
        answer = person.get(path)
        policy = dict(rule.strip().partition(" ")[::2] for rule in answer.headers["content-security-policy"].split(";"))
        assert policy["default-src"] == "'none'"
        assert policy["style-src"] == policy["form-action"] == "'self'"
        assert policy["frame-ancestors"] == "'none'"
        assert policy["script-src"] == "'self'"
        ours = re.sub(r'<script src="/static/comfort\.js\?v=\w+" defer></script>', "", answer.text)
        assert not re.search(r"<script|\sstyle=|\son\w+=|javascript:|https?://", ours), path


def test_another_workspace_is_not_found(sqlite_engine: Engine) -> None:
    theirs = fill(sqlite_engine, "theirs")
    ours = fill(sqlite_engine, "acme")
    person = signed_in(sqlite_engine)
    token = form_token(person.get(f"/accounts/{ours}").text)
    for path in (f"/accounts/{theirs}", f"/accounts/{theirs}/timeline"):
        assert person.get(path).status_code == 404
    form = {"form_token": token, "purpose": "planning", "status": "on_purpose", "reason": "mine", "seniority": "5"}
    for path in (f"/activities/{theirs}/tag", "/flags/f_1", "/contacts/1/seniority"):
        assert person.post(path, data=form).status_code == 404


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/?owner=x&aim=up&posture=good&sort=luck&start=-1", 200),
        ("/?owner=99999999999999999999&start=888888888", 200),
        ("/accounts/0", 404),
        ("/accounts/99999999999999999999", 404),
        ("/accounts/one", 404),
        ("/reviews/2026-W99", 404),
        ("/reviews/2026-W54", 422),
        ("/reviews/soon", 404),
        ("/sign-in?token=%FF%00", 200),
    ],
)
def test_odd_addresses_get_a_page(sqlite_engine: Engine, path: str, status: int) -> None:
    answer = signed_in(sqlite_engine).get(path)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.status_code == status


def test_a_form_of_another_site_changes_nothing(sqlite_engine: Engine) -> None:
    number = fill(sqlite_engine, "acme")
    person = signed_in(sqlite_engine)
    for form in ({}, {"form_token": ""}, {"form_token": "0" * 64}, {"form_token": "é"}):
        for path in ("/flags/f_1", "/activities/1/tag", "/contacts/1/seniority", "/sign-out"):
            assert person.post(path, data={**form, "status": "on_purpose", "reason": "x"}).status_code == 403
    assert person.post("/sign-out", content=b"\xff\x00=%").status_code == 403
    assert person.get(f"/accounts/{number}").status_code == 200


def test_a_person_corrects_a_tag(sqlite_engine: Engine) -> None:
    number = fill(sqlite_engine, "acme")
    person = signed_in(sqlite_engine)
    html = person.get(f"/accounts/{number}/timeline").text
    found = re.search(r'action="(/activities/\d+/tag)"', html)
    assert found
    form = {
        "form_token": form_token(html),
        "purpose": "planning",
        "reason": "we drew up next year",
        "back": "/readiness",
    }
    assert person.post(found[1], data=form).url.path == "/readiness"
    assert "Corrected by a person" in person.get(f"/accounts/{number}/timeline").text
    assert person.post(found[1], data={**form, "purpose": "golf"}).status_code == 422


def test_a_rank_is_corrected_with_one_click(engine: Engine) -> None:
    number = fill(engine, "acme")
    person = signed_in(engine)
    html = person.get(f"/accounts/{number}").text
    assert "worked out from the title" in html
    assert "90 days: 1 senior;" in html
    found = re.search(r'action="(/contacts/\d+/seniority)"', html)
    assert found
    form = {"form_token": form_token(html), "seniority": "2", "back": f"/accounts/{number}"}
    corrected = person.post(found[1], data=form).text
    assert '<button name="seniority" value="2" aria-current="true">' in corrected
    assert "worked out from the title" not in corrected
    assert "90 days: 1 manager;" in corrected, "the account is judged again"
    for wrong in ("6", "-1", "", "two", "٣"):
        assert person.post(found[1], data={**form, "seniority": wrong}).status_code == 422
    assert person.post("/contacts/99999/seniority", data=form).status_code == 404


@pytest.mark.parametrize("back", ["https://example.org/", "//example.org", "/\\example.org", "javascript:alert(1)"])
def test_a_form_leads_back_to_a_page_of_ours(sqlite_engine: Engine, back: str) -> None:
    number = fill(sqlite_engine, "acme")
    person = signed_in(sqlite_engine)
    html = person.get(f"/accounts/{number}/timeline").text
    found = re.search(r'action="(/activities/\d+/tag)"', html)
    assert found
    form = {"form_token": form_token(html), "purpose": "planning", "back": back}
    assert person.post(found[1], data=form, follow_redirects=False).headers["location"] == "/"


def test_after_signing_out_nothing_is_shown(sqlite_engine: Engine) -> None:
    person = signed_in(sqlite_engine)
    assert "You are signed out" in person.post("/sign-out", data={"form_token": form_token(person.get("/").text)}).text
    assert person.get("/").status_code == 403


def test_an_address_that_leads_nowhere_is_a_page_for_a_browser_and_a_problem_for_a_program(
    sqlite_engine: Engine,
) -> None:
    person = visitor(sqlite_engine)
    shown = person.get("/nowhere", headers={"accept": "text/html,*/*"})
    assert shown.status_code == 404
    assert "There is no such page." in shown.text
    assert "default-src 'none'" in shown.headers["content-security-policy"]
    for path, accept in (("/nowhere", "*/*"), ("/v1/nowhere", "text/html")):
        assert person.get(path, headers={"accept": accept}).headers["content-type"] == "application/problem+json"
