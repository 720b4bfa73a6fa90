"""Forms and cookies that are not the sender's own: every form of the application, as its routes name them."""

import re
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, select
from sqlmodel import SQLModel

from app.main import ROUTERS
from app.routers.page_routes import COOKIE, PageRoute
from tests.company import Company, company
from tests.conftest import NewDatabase
from tests.path.test_who_sees_what import WEEK, token_of

ELSEWHERE = (
    "https://example.org/", "//example.org", "///example.org", "/\\example.org", "\\\\example.org",
    "https:example.org", "javascript:alert(1)", "/\t/example.org", "/\n/example.org", "\t//example.org",
    " //example.org", "/%09/example.org", "/%2f/example.org", "/.//example.org", "//example.org/%2f..",
    "/\r\nset-cookie: leadline_session=x", "http:///example.org",
)  # fmt: skip
KEPT_BY_READING = {"review", "look"}
"""The first look at a week makes its review; who looked at a person is noted."""


@pytest.fixture(scope="module")
def acme(new_sqlite_database: NewDatabase) -> Iterator[tuple[Engine, Company]]:
    with new_sqlite_database() as engine:
        yield engine, company(engine)


def addresses(acme: Company, person: TestClient, method: str) -> list[str]:
    """Every page or form, of account A, of people, and of an import that waits."""
    file = {"file": ("a.csv", b"id,aim\n1,win\n")}
    sent = person.post("/imports", data={"form_token": token_of(person), "source": "crm"}, files=file)
    of = {
        "/accounts/": acme.numbers["account", "A"],
        "/flags/": acme.numbers["flag", "A"],
        "/actions/": acme.numbers["action", "A"],
        "/activities/": acme.numbers["activity", "A"],
        "/contacts/": acme.numbers["contact", "A"],
        "/records/": acme.numbers["change", "A"],
        "/people/": acme.crm.get("/v1/users/Ann").json()["leadline_id"],
    }
    routes = [route for each in ROUTERS for route in each.router.routes if isinstance(route, PageRoute)]
    found = []
    for path in (route.path for route in routes if method in route.methods):
        number = next((known for start, known in of.items() if path.startswith(start)), 0)
        ids = {"number": number, "kind": "change", "week": WEEK, "draft_id": "d_1"}
        found.append(path.format(**ids, import_id=sent.headers["location"][-24:]))
    return found


def stored(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    with engine.connect() as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for table in SQLModel.metadata.sorted_tables
        }


def test_a_form_without_the_token_of_its_own_session_changes_nothing(acme: tuple[Engine, Company]) -> None:
    engine, people = acme[0], acme[1].people
    dora, own = people["Dora"], token_of(people["Dora"])
    paths = addresses(acme[1], dora, "POST")
    assert len(paths) > 15
    before = stored(engine)
    tokens = ("", own[:-1], own + own, own.upper(), token_of(people["link"]), token_of(people["Ann"]), "\u0130", "\x00")
    for path in paths:
        for token in tokens:
            said = {"form_token": token, "do": "import", "by_owner": "off", "name": "Ann", "status": "open"}
            assert dora.post(path, data=said).status_code in (403, 415), (path, token)
        file = {"file": ("a.csv", b"id\n1\n")}
        assert dora.post(path, data={"form_token": people["Ann"].cookies[COOKIE]}, files=file).status_code == 403, path
        assert dora.post(f"{path}?form_token={own}", data={"x": "y"}).status_code in (403, 415), path
        assert dora.post(path, json={"form_token": own}).status_code in (403, 415), path
    assert stored(engine) == before


def test_a_cookie_that_is_not_ours_opens_nothing(acme: tuple[Engine, Company]) -> None:
    dora = acme[1].people["Dora"]
    own, stranger = dora.cookies[COOKIE], TestClient(dora.app, follow_redirects=False)
    nothing = stranger.get("/policy")
    assert nothing.status_code == 403
    forged = [own[:at] + ("A" if own[at] != "A" else "B") + own[at + 1 :] for at in range(len(own))]
    forged += [*(own[:at] for at in range(len(own))), own + "A", own * 2, own.swapcase(), f" {own}x", "null", "%00"]
    for cookie in forged:
        answer = stranger.get("/policy", headers={"cookie": f"{COOKIE}={cookie}"})
        assert (answer.status_code, answer.text) == (403, nothing.text), cookie


def test_an_ended_session_opens_nothing_and_sends_nothing(new_sqlite_database: NewDatabase) -> None:
    with new_sqlite_database() as engine:
        acme = company(engine)
        ann = acme.people["Ann"]
        token, cookie = token_of(ann), ann.cookies[COOKIE]
        again = TestClient(ann.app, follow_redirects=False, headers={"cookie": f"{COOKIE}={cookie}"})
        assert again.get("/").status_code == 200
        assert ann.post("/sign-out", data={"form_token": token}).status_code == 200
        assert again.get("/").status_code == again.get("/charts/quadrant").status_code == 403
        action = f"/actions/a_{acme.numbers['action', 'A']}"
        assert again.post(action, data={"form_token": token, "status": "done"}).status_code == 403


def test_no_way_back_leads_to_another_site(acme: tuple[Engine, Company]) -> None:
    ann, numbers = acme[1].people["Ann"], acme[1].numbers
    for back in ELSEWHERE:
        said = {"form_token": token_of(ann), "status": "open", "purpose": "planning", "seniority": "4", "back": back}
        for path in (
            f"/actions/a_{numbers['action', 'A']}",
            f"/activities/{numbers['activity', 'A']}/tag",
            f"/contacts/{numbers['contact', 'A']}/seniority",
            f"/flags/f_{numbers['flag', 'A']}",
        ):
            location = ann.post(path, data=said).headers["location"]
            # Browsers read a backslash as a slash, and pass over tabs and line ends.
            assert re.fullmatch(r"/([!-.0-\[\]-~][!-\[\]-~]*)?", location), (path, back, location)


def test_reading_changes_nothing(acme: tuple[Engine, Company]) -> None:
    engine, people = acme[0], acme[1].people
    paths = addresses(acme[1], people["Dora"], "GET")
    assert len(paths) > 20
    before = stored(engine)
    for name in ("Dora", "Ann", "link"):
        for path in paths:
            assert people[name].get(path).status_code < 500, path
    after = stored(engine)
    assert {name for name in after if after[name] != before[name]} <= KEPT_BY_READING


def test_what_no_database_keeps_is_left_out_of_every_form(engine: Engine) -> None:
    acme = company(engine)
    dora, number = acme.people["Dora"], acme.numbers
    account, token = f"/accounts/{number['account', 'A']}", token_of(dora)
    draft = dora.post("/policy/drafts", data={"form_token": token, "document": "lines: {effectiveness: 61}"})
    forms = {
        f"/flags/f_{number['flag', 'A']}": {"status": "disagreed", "reason": "why\x00"},
        f"/activities/{number['activity', 'A']}/tag": {"purpose": "planning", "reason": "why\x00"},
        f"{account}/actions": {"what": "call\x00", "due_on": "2099-01-01", "user_id": "Ann\x00", "move": "f_1|x\x00"},
        f"/actions/a_{number['action', 'A']}": {"status": "dropped", "reason": "why\x00"},
        f"{account}/records/change": {"id": "0" * 15 + "f\x00", "noticed_on": "2026-01-01", "note": "so\x00"},
        "/mapping": {"about": "stage", "word": "w\x00", "means": "won"},
        draft.headers["location"] + "/publish": {"reason": "why\x00", "author": "me\x00"},
    }
    for path, fields in forms.items():
        assert dora.post(path, data={"form_token": token, **fields}).status_code < 500, path
    file = {"file": ("a\x00.csv", b"id,aim\n1,win\n")}
    said = {"form_token": token, "new_source": "other\x00crm"}
    assert dora.post("/imports", data=said, files=file).status_code < 500
    flags = acme.crm.get("/v1/flags").json()["items"]
    assert "why" in [each["reason"] for each in flags]
