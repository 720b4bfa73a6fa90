"""Agree an action on the Monday page; it stands on the account and among the decisions until a fact does it."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import Engine

from app.db import writing
from app.demo.company import demo_records
from app.domain.records import RECORD_TYPES
from app.services.ingest_records import Incoming, ingest_records
from app.services.reassess_accounts import settle
from app.services.workspaces import ensure_source, ensure_workspace
from tests.conftest import NewDatabase

pytestmark = pytest.mark.browser


@pytest.fixture
def company(new_sqlite_database: NewDatabase) -> Iterator[Engine]:
    now = datetime.now(UTC)
    with new_sqlite_database() as engine:
        with writing(engine, None) as connection:
            workspace_id = ensure_workspace(connection, "demo")
            source_id = ensure_source(connection, workspace_id, "crm", now)
            rows = demo_records(now.date())
            incoming = [Incoming(row["type"], RECORD_TYPES[row["type"]].model_validate(row)) for row in rows]
            ingest_records(connection, workspace_id, source_id, incoming, now)
        settle(engine, workspace_id, now)
        yield engine


def test_agreed_on_monday_seen_on_the_account_and_in_the_decisions(
    company: Engine, live_server: Callable[[Engine], SimpleNamespace], page: Page
) -> None:
    server = live_server(company)
    link = re.search(r"http://\S+/sign-in\?token=\S+", "".join(server.lines))
    assert link
    page.goto(link[0])
    first = page.locator("#five li.card").first
    name = first.locator("h3").inner_text()
    first.get_by_text("Agree an action").click()
    what = first.get_by_label("What", exact=True).input_value()
    assert what, "the move is there already"
    who = first.get_by_label("Who").locator("option:checked").inner_text()
    assert who == first.locator(".five-who p").inner_text(), "the owner is proposed"
    first.get_by_role("button", name="Agree", exact=True).click()

    first = page.locator("#five li.card").first
    expect(first.locator(".five-agreed")).to_contain_text(what)
    decisions = page.locator("section", has=page.get_by_role("heading", name="Last week\u2019s decisions"))
    expect(decisions).to_contain_text("Agreed this week")
    expect(decisions).to_contain_text(name)

    first.locator(".five-agreed a").click()
    agreed = page.locator("#agreed")
    expect(agreed).to_contain_text(what)
    expect(agreed).to_contain_text(who)
    agreed.get_by_role("button", name="Done").click()
    expect(page.locator("#agreed")).to_contain_text("Said to be done on")

    page.locator("#agreed").get_by_text("Agree an action").click()
    form = page.locator("#agreed form[action$='/actions']")
    form.get_by_label("something else").check()
    form.get_by_label("In your own words").fill("Ask who leads the merger")
    form.get_by_role("button", name="Agree", exact=True).click()
    expect(page.locator("#agreed")).to_contain_text("Ask who leads the merger")
