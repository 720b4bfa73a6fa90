"""A link lets one person in, once; a session is what we keep, until somebody ends it or its user leaves."""

from datetime import UTC, datetime, timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from app.db import writing
from app.errors import Problem
from app.services.admins import set_admin
from app.services.people import known_as
from app.services.sign_in import Session, open_by_link, open_for, read_session, sign_in_link, sign_out
from app.services.workspaces import ensure_workspace
from tests.clients import client_of
from tests.conftest import NewDatabase

NOW = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)


def link_token(engine: Engine, workspace: str = "acme") -> str:
    with writing(engine, None) as connection:
        link = sign_in_link(connection, ensure_workspace(connection, workspace), "http://127.0.0.1:8000/", NOW)
    assert link.startswith("http://127.0.0.1:8000/sign-in?token=")
    return link.partition("token=")[2]


def session(engine: Engine, cookie: str | None, at: datetime = NOW) -> Session | None:
    return read_session(engine, cookie, at)


def test_a_link_opens_its_workspace_once(engine: Engine) -> None:
    link_token(engine, "another")
    token = link_token(engine)
    found = session(engine, open_by_link(engine, token, NOW))
    assert found
    with writing(engine, None) as connection:
        assert found.workspace_id == ensure_workspace(connection, "acme")
    assert open_by_link(engine, token, NOW) is None


def test_a_link_is_good_for_a_day(sqlite_engine: Engine) -> None:
    token = link_token(sqlite_engine)
    assert open_by_link(sqlite_engine, token, NOW + timedelta(hours=24)) is None
    assert open_by_link(sqlite_engine, token, NOW + timedelta(hours=23))


def test_a_session_ends_after_a_week(sqlite_engine: Engine) -> None:
    cookie = open_by_link(sqlite_engine, link_token(sqlite_engine), NOW)
    assert session(sqlite_engine, cookie, NOW + timedelta(days=6, hours=23))
    assert session(sqlite_engine, cookie, NOW + timedelta(days=7)) is None


def test_an_altered_session_is_none(sqlite_engine: Engine) -> None:
    cookie = open_by_link(sqlite_engine, link_token(sqlite_engine), NOW) or ""
    other = "0" if cookie[-1] != "0" else "1"
    for altered in (cookie[:-1] + other, cookie + ".", f"1.{cookie}", cookie[1:], cookie.swapcase()):
        assert session(sqlite_engine, altered) is None, altered


@pytest.mark.parametrize("cookie", [None, "", ".", "....", "1.2.3.4", "é.é", "\udcff"])
def test_what_is_no_cookie_of_ours_is_no_session(sqlite_engine: Engine, cookie: str | None) -> None:
    assert session(sqlite_engine, cookie) is None
    open_by_link(sqlite_engine, link_token(sqlite_engine), NOW)
    assert session(sqlite_engine, cookie) is None


def test_a_session_of_another_installation_is_none_here(new_sqlite_database: NewDatabase) -> None:
    with new_sqlite_database() as ours, new_sqlite_database() as theirs:
        open_by_link(ours, link_token(ours), NOW)
        assert session(ours, open_by_link(theirs, link_token(theirs), NOW)) is None


def test_each_session_has_a_form_token_of_its_own(sqlite_engine: Engine) -> None:
    found = [session(sqlite_engine, open_by_link(sqlite_engine, link_token(sqlite_engine), NOW)) for _ in range(2)]
    assert all(found)
    assert len({each.form_token for each in found if each}) == 2


def user(client: TestClient, id_: str, **fields: object) -> int:
    answer = client.put(f"/v1/users/{id_}", json={"name": id_, **fields})
    return int(answer.json()["leadline_id"])


def test_a_session_of_a_person_names_them_and_ends_when_they_leave(engine: Engine) -> None:
    crm = client_of(engine)
    kim = user(crm, "Kim")
    cookie = open_for(engine, crm.workspace_id, kim, NOW)
    found = session(engine, cookie)
    assert found
    assert (found.workspace_id, found.user_id, found.name, found.level) == (crm.workspace_id, kim, "Kim", "seller")
    user(crm, "Lu", manager_id="Kim")
    assert (found := session(engine, cookie))
    assert found.level == "manager"
    user(crm, "Kim", active=False)
    assert session(engine, cookie) is None


def test_signing_out_ends_a_session_and_everywhere_ends_them_all_but_nobody_elses(engine: Engine) -> None:
    crm = client_of(engine)
    kim, lu = user(crm, "Kim"), user(crm, "Lu")
    here, there, other = (open_for(engine, crm.workspace_id, who, NOW) for who in (kim, kim, lu))
    by_link = open_by_link(engine, link_token(engine), NOW) or ""
    last = open_for(engine, crm.workspace_id, kim, NOW)
    for cookie, everywhere, left in ((here, False, [there, last, other, by_link]), (there, True, [other, by_link])):
        found = session(engine, cookie)
        assert found
        sign_out(engine, found, cookie, everywhere=everywhere)
        assert [each for each in (here, there, last, other, by_link) if session(engine, each)] == sorted(
            left, key=[here, there, last, other, by_link].index
        )


def test_one_address_is_one_person_however_it_is_written(engine: Engine) -> None:
    crm, others = client_of(engine), client_of(engine, "another")
    kim = user(crm, "Kim", email="Kim.Park@Acme.example")
    left = user(others, "Gone", email="kim.park@acme.example", active=False)
    assert left
    assert known_as(engine, "kim.park@acme.example", None) == [(crm.workspace_id, kim)]
    theirs = user(others, "Gone", email="kim.park@acme.example", active=True)
    assert known_as(engine, "KIM.PARK@ACME.EXAMPLE", None) == [(crm.workspace_id, kim), (others.workspace_id, theirs)]
    assert known_as(engine, "kim.park@acme.example", "another") == [(others.workspace_id, theirs)]
    # The Kelvin sign has a plain k as its small letter, and is another address.
    for stranger in ("\u212aim.park@acme.example", "kim.park@acme.example.org", "%", ""):
        assert known_as(engine, stranger, None) == []
    assert known_as(engine, "kim.park@acme.example", "nowhere") == []


def test_an_admin_is_named_by_address_and_can_be_one_no_longer(engine: Engine) -> None:
    crm = client_of(engine)
    kim = user(crm, "Kim", email="kim@acme.example")
    cookie = open_for(engine, crm.workspace_id, kim, NOW)
    for is_admin, names, level in ((True, ["Kim"], "admin"), (False, [], "seller")):
        with writing(engine, crm.workspace_id) as connection:
            assert set_admin(connection, crm.workspace_id, "KIM@acme.example", is_admin=is_admin) == names
        found = session(engine, cookie)
        assert found
        assert found.level == level
    with writing(engine, crm.workspace_id) as connection, pytest.raises(Problem) as refused:
        set_admin(connection, crm.workspace_id, "nobody@acme.example", is_admin=True)
    assert refused.value.errors[0].field == "email"
