"""Where very many accounts or activities would have to be looked over, a page waits to be asked."""

import pytest
from sqlalchemy import Engine

from app.services import trend
from tests.routers.test_pages import fill, signed_in


@pytest.mark.parametrize("few", ["FEW_ACCOUNTS", "FEW_ACTIVITIES"])
def test_a_large_workspace_or_account_draws_the_year_when_it_is_asked_to(
    sqlite_engine: Engine, monkeypatch: pytest.MonkeyPatch, few: str
) -> None:
    number = fill(sqlite_engine, "acme")
    person = signed_in(sqlite_engine)
    monkeypatch.setattr(trend, few, 0)
    waiting = person.get(f"/accounts/{number}").text
    assert "Draw the last year" in waiting
    assert "trend-says" not in waiting
    assert "trend-says" in person.get(f"/accounts/{number}?trend=1").text
    monkeypatch.undo()
    assert "trend-says" in person.get(f"/accounts/{number}").text
