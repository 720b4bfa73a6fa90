"""Everybody against everything: each page and each form, by each kind of person, on each account."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from app import clock
from app.main import ROUTERS
from app.routers import provider
from app.routers.page_routes import PageRoute
from app.services.weekly_review import week_of
from tests.company import ADMINS, SEES, Company, company, letters_in
from tests.conftest import NewDatabase

Do = Callable[[TestClient, int, str], httpx.Response]
NOBODY = 999_999
WEEK = week_of(clock.now().date())


@pytest.fixture(scope="module")
def acme(new_sqlite_database: NewDatabase) -> Iterator[Company]:
    with new_sqlite_database() as engine:
        yield company(engine)


def token_of(person: TestClient) -> str:
    found = re.search(r'name="form_token" value="(\w+)"', person.get("/policy").text)
    assert found
    return found[1]


def posted(path: str, **fields: str) -> Do:
    def do(person: TestClient, number: int, name: str) -> httpx.Response:
        said = {key: value.format(name) for key, value in fields.items()}
        return person.post(path.format(number), data={"form_token": token_of(person), **said}, follow_redirects=False)

    return do


def got(path: str) -> Do:
    return lambda person, number, _: person.get(path.format(number), follow_redirects=False)


def stated(person: TestClient, number: int, name: str) -> httpx.Response:
    return posted("/accounts/{}/records/change", id=f"{number:016x}", noticed_on="2026-01-01")(person, number, name)


ABOUT_AN_ACCOUNT: dict[str, tuple[str, Do]] = {
    "GET /accounts/{number}": ("account", got("/accounts/{}?trend=1")),
    "GET /accounts/{number}/timeline": ("account", got("/accounts/{}/timeline")),
    "POST /accounts/{number}/actions": (
        "account",
        posted("/accounts/{}/actions", what="Agreed by {}", due_on="2099-01-01"),
    ),
    "POST /flags/f_{number}": ("flag", posted("/flags/f_{}", status="disagreed", reason="Says {}")),
    "POST /actions/a_{number}": ("action", posted("/actions/a_{}", status="open")),
    "POST /activities/{number}/tag": ("activity", posted("/activities/{}/tag", purpose="planning", reason="Says {}")),
    "GET /accounts/{number}/records/{kind}": ("account", got("/accounts/{}/records/scenario")),
    "POST /accounts/{number}/records/{kind}": ("account", stated),
    "GET /records/{kind}/{number}": ("change", got("/records/change/{}")),
    "POST /records/{kind}/{number}": ("change", posted("/records/change/{}", noticed_on="2026-01-02", note="Says {}")),
    "POST /contacts/{number}/seniority": ("contact", posted("/contacts/{}/seniority", seniority="4")),
}
OF_ALL_SEEN = {
    "GET /": ["/", "/?aim=grow"],
    "GET /search": ["/search?q=canary"],
    "GET /charts/quadrant": ["/charts/quadrant"],
    "GET /portfolio": ["/portfolio"],
    "GET /reviews/{week}": [f"/reviews/{WEEK}{form}" for form in ("", ".json", ".html", ".pdf", ".xlsx")],
}
ONCE = ("POST /records/{kind}/{number}/delete",)
FOR_ADMINS = {
    "GET /readiness": "/readiness", "GET /mapping": "/mapping", "GET /imports": "/imports",
    "GET /backtest": "/backtest?from=2026-06-01&to=2026-08-01&horizon=30d",
}  # fmt: skip
OF_AN_IMPORT: dict[str, Do] = {
    "GET /imports/{import_id}": lambda person, _, id_: person.get(f"/imports/{id_}", follow_redirects=False),
    "GET /imports/{import_id}/refused": lambda person, _, id_: person.get(f"/imports/{id_}/refused"),
    "POST /imports/{import_id}": lambda person, _, id_: posted(f"/imports/{id_}", do="look")(person, 0, ""),
    "POST /imports/{import_id}/again": lambda person, _, id_: posted(f"/imports/{id_}/again")(person, 0, ""),
    "POST /imports/{import_id}/cancel": lambda person, _, id_: posted(f"/imports/{id_}/cancel")(person, 0, ""),
}
CHANGING_IMPORTS = ("POST /imports", "POST /mapping")
OF_A_SOURCE = ("GET /mapping/sources/{number}", "POST /mapping/sources/{number}")
DRAFTS = ("POST /policy/drafts", "GET /policy/drafts/{draft_id}", "POST /policy/drafts/{draft_id}/publish")
OF_PEOPLE = (
    "GET /people/{number}",
    "GET /people/{number}/export",
    "POST /people/{number}/erase",
    "GET /privacy",
    "POST /privacy",
)
"""Tried in test_who_sees_people."""
OF_NO_ACCOUNT = ("GET /policy", "GET /sign-in", "POST /sign-out", "GET /sign-in/start", "GET /sign-in/back")


def test_every_page_is_in_the_matrix() -> None:
    routes = [route for each in (*ROUTERS, provider) for route in each.router.routes if isinstance(route, PageRoute)]
    found = {f"{method} {route.path}" for route in routes for method in route.methods}
    assert found == {
        *ABOUT_AN_ACCOUNT,
        *ONCE,
        *OF_ALL_SEEN,
        *FOR_ADMINS,
        *OF_AN_IMPORT,
        *CHANGING_IMPORTS,
        *OF_A_SOURCE,
        *DRAFTS,
        *OF_PEOPLE,
        *OF_NO_ACCOUNT,
    }


@pytest.mark.parametrize("name", SEES)
def test_lists_totals_and_files_hold_what_a_person_sees_and_nothing_else(acme: Company, name: str) -> None:
    person = acme.people[name]
    for path in (each for some in OF_ALL_SEEN.values() for each in some):
        answer = person.get(path)
        assert answer.status_code == 200, path
        assert letters_in(answer) == ("" if path == "/portfolio" else SEES[name]), path
    review = person.get(f"/reviews/{WEEK}.json").json()
    assert sum(review["postures"].values()) == len(review["quadrant"]) == len(SEES[name])
    assert review["headline"]["growth_accounts"] == len(SEES[name])
    assert f"<b>{len(SEES[name])}</b>" in person.get("/portfolio").text


@pytest.mark.parametrize("operation", ABOUT_AN_ACCOUNT)
@pytest.mark.parametrize("name", SEES)
def test_of_an_account_one_does_not_see_there_is_nothing(acme: Company, name: str, operation: str) -> None:
    person, (kind, do) = acme.people[name], ABOUT_AN_ACCOUNT[operation]
    nothing = do(person, NOBODY, name)
    assert nothing.status_code == 404
    for letter in "ABCZ":
        answer = do(person, acme.numbers[kind, letter], name)
        if letter not in SEES[name]:
            assert (answer.status_code, answer.text) == (404, nothing.text), letter
        elif "actions" in operation and kind == "account" and letter == "C":
            assert answer.status_code == 422, "nobody owns it, and nobody else was named"
        else:
            assert answer.status_code == (200 if operation.startswith("GET") else 303), letter
            assert letters_in(answer) in ("", letter)


@pytest.mark.parametrize("name", SEES)
def test_what_one_does_not_see_one_does_not_delete(acme: Company, name: str) -> None:
    person, delete = acme.people[name], posted("/records/change/{}/delete")
    nothing = delete(person, NOBODY, name)
    assert nothing.status_code == 404
    for letter in "ABCZ":
        owner = acme.people["Zed" if letter == "Z" else "link"]
        made = stated(owner, acme.numbers["account", letter], name).headers["location"].partition("#change-")[2]
        answer = delete(person, int(made), name)
        if letter in SEES[name]:
            assert answer.status_code == 303
        else:
            assert (answer.status_code, answer.text) == (404, nothing.text), letter
            assert owner.get(f"/records/change/{made}").status_code == 200


@pytest.mark.parametrize("name", SEES)
def test_what_cannot_be_said_of_a_part_is_for_admins(acme: Company, name: str) -> None:
    person = acme.people[name]
    form = {"form_token": token_of(person), "document": "lines: {effectiveness: 61}"}
    expected = 200 if name in ADMINS else 403
    for path in FOR_ADMINS.values():
        answer = person.get(path)
        assert answer.status_code == expected, path
        assert set(letters_in(answer)) <= set(SEES[name])
    made = person.post("/policy/drafts", data=form, follow_redirects=False)
    assert made.status_code == (303 if name in ADMINS else 403)
    draft = made.headers["location"] if name in ADMINS else "/policy/drafts/d_1"
    answer = person.get(draft)
    assert answer.status_code == expected
    assert set(letters_in(answer)) <= set(SEES[name])
    publish = person.post(f"{draft}/publish", data={**form, "reason": ""}, follow_redirects=False)
    assert publish.status_code == expected, "without a reason an admin sees the draft again"
    shown = person.get("/policy")
    assert (shown.status_code, letters_in(shown)) == (200, "")
    assert ("/readiness" in shown.text) is ("/policy/drafts" in shown.text) is (name in ADMINS)


@pytest.mark.parametrize("name", SEES)
def test_imports_and_the_mapping_are_for_admins_of_their_own_workspace(acme: Company, name: str) -> None:
    person, is_admin = acme.people[name], name in ADMINS
    file = {"file": ("canary.csv", b"id,aim\n1,win\n")}
    made = person.post(
        "/imports", data={"form_token": token_of(person), "source": "crm"}, files=file, follow_redirects=False
    )
    assert made.status_code == (303 if is_admin else 403)
    word = posted("/mapping", about="stage", word="canary", means="won")
    assert word(person, 0, "").status_code == (303 if is_admin else 403)
    sent = acme.crm.post(
        "/v1/imports", json=[{"type": "user", "id": "1", "aim": 1}], headers={"prefer": "respond-async"}
    )
    ours = made.headers["location"][-24:] if is_admin else sent.json()["id"]
    for operation, do in OF_AN_IMPORT.items():
        expected = {200, 303, 422} if is_admin else {403}
        assert do(person, 0, ours).status_code in expected, operation
        nothing, theirs = do(acme.others_admin, 0, "0" * 24), do(acme.others_admin, 0, ours)
        assert (theirs.status_code, theirs.text) == (nothing.status_code, nothing.text), operation
        assert theirs.status_code == 404, operation
    for path in ("/imports", "/mapping", "/readiness?import=" + ours):
        assert "canary" not in acme.others_admin.get(path).text, path


@pytest.mark.parametrize("name", SEES)
def test_where_a_crm_opens_records_is_for_admins_of_its_workspace(acme: Company, name: str) -> None:
    person, is_admin = acme.people[name], name in ADMINS
    ours = re.search(r"/mapping/sources/\d+", acme.people["link"].get("/mapping").text)
    assert ours
    save = posted(ours[0], do="save", pattern="https://canary.example/{{id}}")
    for do, done in ((got(ours[0]), 200), (save, 303)):
        assert do(person, 0, "").status_code == (done if is_admin else 403)
        theirs = do(acme.others_admin, 0, "")
        nothing = acme.others_admin.get(f"/mapping/sources/{NOBODY}")
        assert (theirs.status_code, theirs.text) == (nothing.status_code, nothing.text) == (404, nothing.text)
    assert "canary.example" not in acme.others_admin.get("/mapping").text
    acme.people["link"].post(ours[0], data={"form_token": token_of(acme.people["link"]), "do": "none"})


def test_without_a_session_or_with_the_form_token_of_another_there_is_nothing(acme: Company) -> None:
    stranger = TestClient(acme.people["link"].app, follow_redirects=False)
    for path in (*FOR_ADMINS.values(), *(each for some in OF_ALL_SEEN.values() for each in some), "/policy"):
        answer = stranger.get(path)
        assert (answer.status_code, letters_in(answer)) == (403, ""), path
    stolen = {"form_token": token_of(acme.people["Dora"]), "status": "open", "seniority": "1", "purpose": "planning"}
    for operation in (each for each in ABOUT_AN_ACCOUNT if each.startswith("POST")):
        path = operation.removeprefix("POST ").format(number=acme.numbers["account", "A"], kind="change")
        for person in (stranger, acme.people["Ann"]):
            assert person.post(path, data=stolen).status_code == 403, path


def test_who_said_it_is_written_beside_it(acme: Company) -> None:
    for name in ("Ann", "Boss", "Cat", "link"):
        letter = SEES[name][0]
        for what in ("POST /accounts/{number}/actions", "POST /flags/f_{number}"):
            kind, do = ABOUT_AN_ACCOUNT[what]
            assert do(acme.people[name], acme.numbers[kind, letter], f"{name}, once more").status_code == 303
    items: list[dict[str, Any]] = acme.crm.get("/v1/actions?limit=200").json()["items"]
    by = {each["what"].removeprefix("Agreed by "): each["agreed_by"] for each in items if "once more" in each["what"]}
    assert by == {f"{name}, once more": name for name in ("Ann", "Boss", "Cat")} | {"link, once more": None}
    said = {each["account_id"][0]: each for each in acme.crm.get("/v1/flags").json()["items"] if each["set_by"]}
    assert (said["B"]["set_by"], said["B"]["reason"]) == ("Cat", "Says Cat, once more")


def test_a_frozen_review_leaves_out_what_its_reader_has_lost_sight_of_since(sqlite_engine: Engine) -> None:
    acme = company(sqlite_engine)
    files = [f"/reviews/{WEEK}{form}" for form in ("", ".html", ".pdf", ".xlsx")]
    assert acme.people["Ann"].get(files[0]).status_code == 200
    acme.crm.patch("/v1/accounts/A-1", json={"owner_id": "Eve"})
    for name, seen in (("Ann", ""), ("Boss", ""), ("Eve", "A"), ("Dora", "ABC")):
        person = acme.people[name]
        # What was frozen while Eve saw nothing stays without it; the page of today has it.
        assert [letters_in(person.get(path)) for path in files] == ["" if name == "Eve" else seen] * len(files), name
        assert letters_in(person.get("/")) == seen
