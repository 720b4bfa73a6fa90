"""The backtest over HTTP: what it needs, and what it answers."""

import re

import pytest
from sqlalchemy import Engine

from app.db import writing
from tests.clients import client_of
from tests.routers.test_pages import signed_in
from tests.sending import Crm
from tests.services.test_backtest import book

PERIOD = "from=2026-01-01&to=2026-03-01&horizon=30d"


def test_quotes_in_time_against_late_ones_with_limits(sqlite_engine: Engine) -> None:
    caller = client_of(sqlite_engine)
    with writing(sqlite_engine, caller.workspace_id) as connection:
        Crm(connection).send(*book(in_time=40, late=24))
    found = caller.get(f"/v1/backtest?{PERIOD}")
    assert found.status_code == 200
    body = found.json()
    assert (body["basis"], body["from"], body["to"], body["horizon_days"]) == (
        "reconstructed",
        "2026-01-01",
        "2026-03-01",
        30,
    )
    [outcome] = next(each for each in body["measures"] if each["code"] == "first_quote")["outcomes"]
    assert outcome["group"]["low"] < outcome["group"]["value"] < outcome["group"]["high"]
    assert "associations, not causes" in body["notes"][0]


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("to=2026-03-01", "/query/from"),
        ("from=2026-01-01&to=tomorrow", "/query/to"),
        ("from=2026-01-02&to=2026-01-30", "/to"),
        ("from=2026-03-01&to=2026-01-01", "/to"),
        ("from=2016-01-01&to=2026-01-01", "/from"),
        ("from=2026-01-01&to=2026-03-01&horizon=3m", "/horizon"),
        ("from=2026-01-01&to=2026-03-01&horizon=0d", "/horizon"),
        ("from=2026-01-01&to=2026-03-01&horizon=9999d", "/horizon"),
        ("from=1600-01-01&to=2026-03-01", "/query/from"),
    ],
)
def test_what_cannot_be_looked_back_at_is_refused(sqlite_engine: Engine, query: str, pointer: str) -> None:
    refused = client_of(sqlite_engine).get(f"/v1/backtest?{query}")
    assert refused.status_code == 422
    assert [error["pointer"] for error in refused.json()["errors"]] == [pointer]


def test_another_workspace_sees_nothing_of_it(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine, None) as connection:
        Crm(connection).send(*book(in_time=40, late=24))
    body = client_of(sqlite_engine, workspace="other").get(f"/v1/backtest?{PERIOD}").json()
    assert (body["measures"], body["postures"], body["answers"]) == ([], [], [])


def test_the_page_shows_chart_table_and_caution(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine, None) as connection:
        Crm(connection).send(*book(in_time=40, late=7))
    person = signed_in(sqlite_engine)
    html = person.get(f"/backtest?{PERIOD}").text
    assert "<svg" in html
    assert "50 % of 40 cases" in html
    assert "too few to say: 7 cases" in html
    assert "not what we said then" in html
    assert not re.search(r"\sstyle=|<style|<script>", html)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("", "Would it have been right?"),
        ("?from=x&to=2026-03-01", "Write both days as 2026-03-01."),
        ("?from=2026-01-02&to=2026-01-30&horizon=30d", "No month starts between from and to"),
        ("?from=2026-01-01&to=2026-03-01&horizon=<b>", "Write a number of days, such as 90d"),
        ("?from=2001-01-01&to=2026-01-01", "More than 60 months"),
        ("?from=0001-01-01&to=9999-12-31", "Both days must lie between 1990 and 2100"),
    ],
)
def test_the_page_says_what_it_needs(sqlite_engine: Engine, query: str, said: str) -> None:
    with writing(sqlite_engine, None) as connection:
        Crm(connection)
    answer = signed_in(sqlite_engine).get(f"/backtest{query}")
    assert answer.status_code == 200
    assert said in answer.text
    assert "<b>" not in answer.text


def test_a_draft_is_looked_back_at_beside_the_policy_in_force(sqlite_engine: Engine) -> None:
    caller = client_of(sqlite_engine, scopes=("read", "admin"))
    with writing(sqlite_engine, caller.workspace_id) as connection:
        Crm(connection).send(*book(in_time=40, late=24))
    draft = caller.post("/v1/policy/drafts", json={"document": {"quotes": {"standard": 30}}}).json()["id"]
    body = caller.get(f"/v1/policy/drafts/{draft}/backtest?{PERIOD}").json()
    [line] = [each for each in body["lines"] if each["code"] == "first_quote"]
    counts = [[line[side][part]["of"] for part in ("group", "others")] for side in ("before", "after")]
    assert (counts, line["changes"]) == ([[40, 24], [64, 0]], True)
    assert line["after"]["lift"] is None, "no percent is compared with nothing"
    assert body["sentence"].startswith("Under the draft, looking back says something else in ")
    alone = caller.get(f"/v1/backtest?{PERIOD}&policy={draft}").json()
    [outcome] = next(each for each in alone["measures"] if each["code"] == "first_quote")["outcomes"]
    assert outcome["sentence"] == line["after"]["sentence"]
    usual = caller.get(f"/v1/policy/drafts/{draft}/backtest").json()
    assert (usual["horizon_days"], usual["to"] < usual["known_until"]) == (90, True)


def test_a_draft_that_is_not_there_is_not_looked_back_at(sqlite_engine: Engine) -> None:
    caller = client_of(sqlite_engine, scopes=("read", "admin"))
    for path in ("/v1/policy/drafts/d_9/backtest", f"/v1/backtest?{PERIOD}&policy=d_9"):
        assert caller.get(path).status_code == 404
    draft = caller.post("/v1/policy/drafts", json={"document": {}}).json()["id"]
    assert caller.get(f"/v1/policy/drafts/{draft}/backtest?from=2026-01-01").status_code == 422
