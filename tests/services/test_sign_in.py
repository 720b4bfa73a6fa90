"""A link lets one person in, once; a session is what we signed, and nothing else."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from app.db import reading, writing
from app.services.sign_in import Session, open_session, read_session, sign_in_link
from app.services.workspaces import ensure_workspace
from tests.conftest import NewDatabase

NOW = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)


def link_token(engine: Engine, workspace: str = "acme") -> str:
    with writing(engine, None) as connection:
        link = sign_in_link(connection, ensure_workspace(connection, workspace), "http://127.0.0.1:8000/", NOW)
    assert link.startswith("http://127.0.0.1:8000/sign-in?token=")
    return link.partition("token=")[2]


def session(engine: Engine, cookie: str | None, at: datetime = NOW) -> Session | None:
    with reading(engine, None) as connection:
        return read_session(connection, cookie, at)


def test_a_link_opens_its_workspace_once(engine: Engine) -> None:
    link_token(engine, "another")
    token = link_token(engine)
    found = session(engine, open_session(engine, token, NOW))
    assert found
    with writing(engine, None) as connection:
        assert found.workspace_id == ensure_workspace(connection, "acme")
    assert open_session(engine, token, NOW) is None


def test_a_link_is_good_for_a_day(sqlite_engine: Engine) -> None:
    token = link_token(sqlite_engine)
    assert open_session(sqlite_engine, token, NOW + timedelta(hours=24)) is None
    assert open_session(sqlite_engine, token, NOW + timedelta(hours=23))


def test_a_session_ends_after_a_week(sqlite_engine: Engine) -> None:
    cookie = open_session(sqlite_engine, link_token(sqlite_engine), NOW)
    assert session(sqlite_engine, cookie, NOW + timedelta(days=6, hours=23))
    assert session(sqlite_engine, cookie, NOW + timedelta(days=7)) is None


def test_an_altered_session_is_none(sqlite_engine: Engine) -> None:
    cookie = open_session(sqlite_engine, link_token(sqlite_engine), NOW) or ""
    workspace, until, nonce, signature = cookie.split(".")
    for altered in (
        f"{int(workspace) + 1}.{until}.{nonce}.{signature}",
        f"{workspace}.{int(until) + 1}.{nonce}.{signature}",
        f"{workspace}.{until}.{nonce}.{signature[:-1]}{'0' if signature[-1] != '0' else '1'}",
        f"{workspace}.{until}.{nonce}.",
        cookie + ".",
    ):
        assert session(sqlite_engine, altered) is None, altered


@pytest.mark.parametrize("cookie", [None, "", ".", "....", "1.2.3.4", "é.é", "\udcff"])
def test_what_is_no_cookie_of_ours_is_no_session(sqlite_engine: Engine, cookie: str | None) -> None:
    assert session(sqlite_engine, cookie) is None
    open_session(sqlite_engine, link_token(sqlite_engine), NOW)
    assert session(sqlite_engine, cookie) is None


def test_another_installation_signs_otherwise(new_sqlite_database: NewDatabase) -> None:
    with new_sqlite_database() as ours, new_sqlite_database() as theirs:
        open_session(ours, link_token(ours), NOW)
        assert session(ours, open_session(theirs, link_token(theirs), NOW)) is None


def test_each_session_has_a_form_token_of_its_own(sqlite_engine: Engine) -> None:
    found = [session(sqlite_engine, open_session(sqlite_engine, link_token(sqlite_engine), NOW)) for _ in range(2)]
    assert all(found)
    assert len({each.form_token for each in found if each}) == 2
