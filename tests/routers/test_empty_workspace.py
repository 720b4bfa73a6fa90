"""A workspace nobody has filled: every page opens, and the first says what to do."""

import pytest
from sqlalchemy import Engine

from tests.clients import client_of
from tests.routers.test_pages import signed_in


def test_the_first_page_says_how_to_begin(sqlite_engine: Engine) -> None:
    client_of(sqlite_engine)
    shown = signed_in(sqlite_engine).get("/").text
    assert "No account is on file yet" in shown
    assert 'leadline import exports/ --workspace "acme"' in shown
    assert 'id="five"' not in shown


@pytest.mark.parametrize("path", ["/readiness", "/portfolio", "/policy", "/backtest", "/reviews/2026-W40"])
def test_every_page_opens(sqlite_engine: Engine, path: str) -> None:
    client_of(sqlite_engine)
    assert signed_in(sqlite_engine).get(path).status_code == 200


@pytest.mark.parametrize("path", ["assessments", "flags", "readiness", "portfolio", "accounts", "reviews/2026-W40"])
def test_every_list_answers(sqlite_engine: Engine, path: str) -> None:
    assert client_of(sqlite_engine).get(f"/v1/{path}").status_code == 200
