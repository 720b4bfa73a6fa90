"""What is gathered about a person: who may open it, who looked, what they can have of it, and how it is taken away."""

from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest
from sqlalchemy import Engine

from app import clock
from app.db import reading, writing
from app.models.flag import add_flags
from app.services.looks import forget_looks
from tests.clients import client_of
from tests.company import ADMINS, SEES, Company, company, letters_in
from tests.conftest import NewDatabase
from tests.path.test_who_sees_what import NOBODY, OF_PEOPLE, WEEK, token_of

OPENS = {"Boss": ["Ann", "Boss"], "Zed": ["Zed"], **{name: [name] for name in ("Eve", "Ann", "Ben", "Cat")}}
STAFF = ("Boss", "Ann", "Ben", "Cat", "Dora", "Eve")
BY_OWNER = (
    "/v1/assessments?owner_id=Ann",
    "/v1/portfolio?owner_id=Ann",
    f"/v1/reviews/{WEEK}?owner_id=Ann",
    f"/v1/reviews/{WEEK}.html?owner_id=Ann",
    "/v1/accounts?owner_id=Ann",
    "/v1/opportunities?owner_id=Ann",
    "/v1/actions?user_id=Ann",
    "/v1/widgets/quadrant?owner_id=Ann",
    "/v1/widgets/flags.csv?owner_id=Ann",
)


@pytest.fixture(scope="module")
def acme(new_sqlite_database: NewDatabase) -> Iterator[Company]:
    with new_sqlite_database() as engine:
        yield company(engine)


@pytest.fixture(scope="module")
def everybody(new_database: NewDatabase) -> Iterator[tuple[Engine, Company]]:
    """One company on each engine, for what is tried once and in this order."""
    with new_database() as engine:
        yield engine, company(engine)


def number(acme: Company, name: str) -> int:
    if ("user", name) not in acme.numbers:
        crm = acme.other if name == "Zed" else acme.crm
        acme.numbers["user", name] = int(crm.get(f"/v1/users/{name}").json()["leadline_id"])
    return acme.numbers["user", name]


def looked(acme: Company, name: str) -> list[tuple[str, str]]:
    """Who looked at what, as the person's own export says."""
    found = acme.people[name].get(f"/people/{number(acme, name)}/export").json()["looked_at_by_others"]
    return sorted((each["who"], each["what"]) for each in found)


def code(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].rpartition("/")[2] if answer.status_code >= 400 else ""


def test_all_of_it_is_tried_here() -> None:
    assert [each.split()[1].split("/")[-1] for each in OF_PEOPLE] == [
        "{number}", "export", "erase", "privacy", "privacy",
    ]  # fmt: skip


@pytest.mark.parametrize("name", SEES)
def test_a_page_opens_for_the_person_those_above_and_admins(acme: Company, name: str) -> None:
    viewer = acme.people[name]
    opens = STAFF if name in ADMINS else OPENS[name]
    nothing = viewer.get(f"/people/{NOBODY}")
    assert nothing.status_code == 404
    for about in (*STAFF, "Zed"):
        page = viewer.get(f"/people/{number(acme, about)}")
        if about in opens:
            assert page.status_code == 200
            assert set(letters_in(page)) <= set(SEES[name])
            assert "may be the only basis for a decision" in page.text
            assert ("Who looked" in page.text) is (name in ADMINS or name == about)
        else:
            assert (page.status_code, page.text) == (404, nothing.text), about
        export = viewer.get(f"/people/{number(acme, about)}/export")
        if about in opens and (name in ADMINS or about == name):
            assert export.status_code == 200
            assert export.json()["records"][0]["id"] == about
            assert set(letters_in(export)) <= set(SEES[name])
        else:
            assert export.status_code == 404


@pytest.mark.parametrize("name", SEES)
def test_only_admins_choose_and_erase_and_erasing_asks_for_the_name(acme: Company, name: str) -> None:
    viewer, form = acme.people[name], {"form_token": token_of(acme.people[name]), "by_owner": "on"}
    is_admin = name in ADMINS
    assert viewer.get("/privacy").status_code == (200 if is_admin else 403)
    assert viewer.post("/privacy", data=form, follow_redirects=False).status_code == (303 if is_admin else 403)
    assert viewer.post("/privacy", data={**form, "by_owner": "maybe"}).status_code == (422 if is_admin else 403)
    for about, expected in (("Cat", 422), ("Zed", 404)):
        erase = f"/people/{number(acme, about) if about == 'Cat' else NOBODY}/erase"
        assert viewer.post(erase, data={**form, "name": "Somebody"}).status_code == (expected if is_admin else 403)
        assert viewer.post(erase, data={"name": about}).status_code == 403, "without the token of the form"
    assert viewer.get(f"/people/{NOBODY}/erase").status_code in (404, 405)


def test_what_others_looked_at_is_kept_once_a_day_and_only_the_person_and_admins_read_it(
    everybody: tuple[Engine, Company],
) -> None:
    engine, acme = everybody
    ann, boss, dora, link = (acme.people[each] for each in ("Ann", "Boss", "Dora", "link"))
    page = f"/people/{number(acme, 'Ann')}"
    assert "Nobody else so far" in ann.get(page).text
    for _ in range(2):
        boss.get(page)
        link.get(f"{page}/export")
    dora.get(f"/?owner={number(acme, 'Ann')}")
    link.get(f"/portfolio?owner={number(acme, 'Ann')}")
    for path in BY_OWNER:
        assert acme.crm.get(path).status_code == 200, path
    program = "a program with a key of crm"
    assert looked(acme, "Ann") == [
        ("Boss", "page"),
        ("Dora", "accounts"),
        *((program, what) for what in ("accounts", "actions", "portfolio", "records", "review")),
        *(("somebody with the link of this machine", what) for what in ("export", "portfolio")),
    ]
    assert "Boss</span>" not in boss.get(page).text
    assert "Boss" in ann.get(page).text
    admin = client_of(engine, scopes=("read", "admin"))
    assert {each["who"] for each in admin.get("/v1/users/Ann/access-log").json()["items"]} >= {"Boss", "Dora"}
    assert code(acme.crm.get("/v1/users/Ann/access-log")) == (403, "not-allowed")
    assert code(admin.get("/v1/users/nobody/access-log")) == (404, "not-found")
    boss.get(f"/?owner={NOBODY}")
    boss.get(f"/?owner={number(acme, 'Zed') + 50}")
    forget_looks(engine, clock.now() + timedelta(days=364), timedelta(days=365))
    assert looked(acme, "Ann")
    forget_looks(engine, clock.now() + timedelta(days=367), timedelta(days=365))
    with reading(engine, acme.crm.workspace_id) as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM look").scalar() == 0


def test_a_page_that_was_looked_at_today_waits_for_no_writer(sqlite_engine: Engine) -> None:
    acme = company(sqlite_engine)
    page = f"/people/{number(acme, 'Ann')}"
    assert acme.people["Boss"].get(page).status_code == 200
    with writing(sqlite_engine, acme.crm.workspace_id):
        assert acme.people["Boss"].get(page).status_code == 200


def test_without_grouping_by_owner_only_the_person_gathers_by_their_name(everybody: tuple[Engine, Company]) -> None:
    engine, acme = everybody
    admin = client_of(engine, scopes=("read", "admin"))
    page, theirs = f"/people/{number(acme, 'Ann')}", f"/?owner={number(acme, 'Ann')}"
    assert admin.get("/v1/privacy").json() == {"by_owner": True}
    assert "CanaryA" in acme.people["Boss"].get(page).text
    assert acme.people["Boss"].get(f"/reviews/{WEEK}").status_code == 200
    assert code(acme.crm.put("/v1/privacy", json={"by_owner": False})) == (403, "not-allowed")
    for wrong in ({}, {"by_owner": "no"}, {"by_owner": None}, {"by_owner": True, "more": 1}):
        assert admin.put("/v1/privacy", json=wrong).status_code == 422
    token = {"viewer": "Boss", "widget": "quadrant", "filters": {"owner_id": "Ann"}}
    before = acme.crm.post("/v1/embed-tokens", json=token).json()["token"]
    assert admin.put("/v1/privacy", json={"by_owner": False}).json() == {"by_owner": False}
    for path in BY_OWNER:
        answer = acme.crm.get(path)
        assert code(answer) == (403, "not-by-owner"), path
        assert "`by_owner`" in answer.json()["detail"]
        assert code(acme.crm.get(path.replace("=Ann", "=nobody"))) == (403, "not-by-owner"), path
        assert acme.crm.get(path.partition("?")[0]).status_code == 200
    assert code(acme.crm.post("/v1/embed-tokens", json=token)) == (403, "not-by-owner")
    assert acme.crm.post("/v1/embed-tokens", json=token | {"viewer": "Ann"}).status_code == 201
    assert code(acme.crm.get(f"/v1/widgets/quadrant.json?token={before}")) == (403, "not-by-owner")
    for name in ("Boss", "Dora", "link"):
        person = acme.people[name]
        for path in (theirs, f"/portfolio{theirs[1:]}"):
            answer = person.get(path)
            assert (answer.status_code, letters_in(answer)) == (403, ""), (name, path)
        assert letters_in(person.get(page)) == ""
        assert "does not group by owner" in person.get(page).text
        assert "Ann</option>" not in person.get("/portfolio").text
    assert acme.people["Ben"].get(page).status_code == 404
    ann = acme.people["Ann"]
    assert [ann.get(path).status_code for path in (theirs, f"/portfolio{theirs[1:]}")] == [200, 200]
    assert letters_in(ann.get(page)) == "A"
    review = acme.crm.get(f"/v1/reviews/{WEEK}").json()
    assert {each["owner"] for each in review["new_flags"]} <= {None}
    admin.put("/v1/privacy", json={"by_owner": True})
    assert all(acme.crm.get(path).status_code == 200 for path in BY_OWNER)


def test_a_new_flag_stands_on_the_owners_page_before_others_read_it_there(everybody: tuple[Engine, Company]) -> None:
    engine, acme = everybody
    new = {"account_id": acme.numbers["account", "A"], "code": "led_untidy", "status": "open"}
    with writing(engine, acme.crm.workspace_id) as connection:
        row = {**new, "workspace_id": acme.crm.workspace_id, "opened_on": clock.now().date(), "reason": None}
        add_flags(connection, [row])
    page = f"/people/{number(acme, 'Ann')}"
    assert "Led, but untidy" in acme.people["Ann"].get(page).text
    assert "Led, but untidy" not in acme.people["Boss"].get(page).text
    assert "Looked after, not led" in acme.people["Boss"].get(page).text


def test_an_export_holds_what_was_said_and_done_and_no_secret(everybody: tuple[Engine, Company]) -> None:
    engine, acme = everybody
    ann, me = acme.people["Ann"], number(acme, "Ann")
    form = {"form_token": token_of(ann)}
    ann.post(f"/flags/f_{acme.numbers['flag', 'A']}", data={**form, "status": "disagreed", "reason": "We met twice"})
    tag = {**form, "purpose": "planning", "reason": "A plan"}
    ann.post(f"/activities/{acme.numbers['activity', 'A']}/tag", data=tag)
    acme.crm.put("/v1/opportunities/O", json={"account_id": "B-1", "owner_id": "Ann", "name": "CanaryB deal"})
    found = ann.get(f"/people/{me}/export").json()
    assert found["kept_by_name"]["flags_answered"][0]["reason"] == "We met twice"
    assert found["kept_by_name"]["tags_corrected"][0]["reason"] == "A plan"
    assert [each.get("what") for each in found["actions"]] == ["CanaryA action", None, None]
    assert [set(each) for each in found["sessions"]] == [{"expires_at"}]
    assert [each["id"] for each in found["named_in"]["accounts"]] == ["A-1"]
    (deal,) = found["named_in"]["opportunities"]
    assert set(deal) == {"id", "leadline_id", "owner_id"}, "of an account she does not see, that she is named"
    admin = client_of(engine, scopes=("read", "ingest", "admin"))
    assert admin.get("/v1/users/Ann/export").json()["named_in"]["opportunities"][0]["name"] == "CanaryB deal"
    contact = admin.get("/v1/contacts/A-cfo/export").json()
    assert (contact["about"], contact["records"][0]["name"]) == ("contact", "CanaryA contact")
    acme.crm.put("/v1/users/Ann2", json={"name": "Ann"})
    assert "same name" in ann.get(f"/people/{me}/export").json()["kept_by_name"]
    for path in ("/v1/users/Ann/export", "/v1/contacts/A-cfo/export"):
        assert code(acme.crm.get(path)) == (403, "not-allowed")
        assert code(client_of(engine, "other", scopes=("read", "admin")).get(path)) == (404, "not-found")


def test_an_admin_erases_somebody_on_their_page(everybody: tuple[Engine, Company]) -> None:
    engine, acme = everybody
    ann, dora, me = acme.people["Ann"], acme.people["Dora"], number(acme, "Ann")
    acme.people["Boss"].get(f"/people/{me}")
    ann.get(f"/people/{number(acme, 'Boss')}")
    gone = dora.post(f"/people/{me}/erase", data={"form_token": token_of(dora), "name": "Ann"})
    assert (gone.status_code, gone.headers["location"]) == (303, "/privacy")
    assert dora.get(f"/people/{me}").status_code == dora.get(f"/people/{me}/export").status_code == 404
    assert ann.get("/").status_code == 403
    with reading(engine, acme.crm.workspace_id) as connection:
        for table, column in (("look", "record_type = 'user' AND person_id"), ("session", "user_id")):
            query = f'SELECT count(*) FROM "{table}" WHERE {column} = {me}'
            assert connection.exec_driver_sql(query).scalar() == 0, table
