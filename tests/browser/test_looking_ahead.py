"""Trying a cure, the lines of evidence, how an account went, and all accounts together, in a real browser."""

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
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 900}


@pytest.fixture(scope="module")
def company(new_sqlite_database: NewDatabase) -> Iterator[Engine]:
    now = datetime.now(UTC)
    with new_sqlite_database() as engine:
        with writing(engine, None) as connection:
            workspace_id = ensure_workspace(connection, "demo")
            source_id = ensure_source(connection, workspace_id, "crm", now)
            incoming = [
                Incoming(row["type"], RECORD_TYPES[row["type"]].model_validate(row)) for row in demo_records(now.date())
            ]
            ingest_records(connection, workspace_id, source_id, incoming, now)
        settle(engine, workspace_id, now)
        yield engine


@pytest.fixture
def monday(company: Engine, live_server: Callable[[Engine], SimpleNamespace], page: Page) -> Page:
    server = live_server(company)
    link = re.search(r"http://\S+/sign-in\?token=\S+", "".join(server.lines))
    assert link, server.lines
    page.set_viewport_size(DESK)  # type: ignore[arg-type]
    page.goto(link[0])
    return page


def to_first_account(page: Page) -> None:
    page.locator("#five h3 a").first.click()
    page.wait_for_url("**/accounts/*")


def test_a_cure_is_tried_in_one_click_and_says_what_is_still_missing(monday: Page) -> None:
    to_first_account(monday)
    what = monday.locator(".cures li").first
    does = (what.locator("span").first.text_content() or "").strip()
    what.get_by_role("link", name="Try it").click()
    tried = monday.get_by_role("status")
    expect(tried).to_contain_text(does)
    expect(tried.locator(".moves tbody tr").nth(1)).to_contain_text("Basics")
    assert tried.locator(".moves tr.moved").count() >= 1, "a cure that moves nothing is no cure"
    expect(tried).to_contain_text("What would still be missing")
    tried.get_by_role("link", name="Back to how it is").click()
    expect(monday.get_by_role("status")).to_have_count(0)


def test_lines_of_evidence_open_to_their_records(monday: Page) -> None:
    to_first_account(monday)
    asked = {each.get_attribute("id") for each in monday.locator("#lines details.answer").all()}
    assert {"line-initiative", "line-pull", "line-breadth", "line-line_up", "line-news"} <= asked
    started = monday.locator("#line-initiative")
    expect(started.locator("li").first).to_be_hidden()
    started.locator("summary").first.click()
    expect(started.locator("li").first).to_be_visible()
    come = monday.locator("#line-pull")
    come.locator("summary").first.click()
    come.get_by_role("link").first.click()
    expect(monday.locator("li:target")).to_be_visible()


def test_how_it_went_is_drawn_and_said(monday: Page) -> None:
    to_first_account(monday)
    chart = monday.locator("#trend .chart.wide svg")
    expect(chart).to_have_attribute("aria-label", re.compile("posture"))
    expect(monday.locator("#trend-says")).to_contain_text("posture")
    assert chart.locator(".mark-area").count() == chart.locator(".mark-line").count() // 2 == 2
    weeks = monday.locator("#trend .as-table tbody tr")
    monday.get_by_text("As a table").last.click()
    expect(weeks.first).to_be_visible()
    assert weeks.count() == 53


def test_all_accounts_together_are_one_link_from_monday_and_filtered_by_owner(monday: Page) -> None:
    monday.get_by_role("link", name="All accounts together").click()
    expect(monday.locator("h1")).to_have_text("Do we call on the right companies?")
    everybody = monday.locator("#totals tbody td b").all_text_contents()
    monday.get_by_label("Owner").select_option(index=1)
    monday.get_by_role("button", name="Show").click()
    assert "owner=" in monday.url
    mine = monday.locator("#totals tbody td b").all_text_contents()
    assert 0 < sum(map(int, mine)) < sum(map(int, everybody))
    monday.get_by_role("link", name="Show all").click()
    assert monday.locator("#totals tbody td b").all_text_contents() == everybody


def test_they_fit_a_phone_and_a_desk(monday: Page) -> None:
    origin = monday.url.rstrip("/")
    account = monday.locator("#five h3 a").first.get_attribute("href") or ""
    monday.goto(origin + account)
    trying = monday.locator("a.try").first.get_attribute("href") or ""
    for size in (PHONE, DESK):
        monday.set_viewport_size(size)  # type: ignore[arg-type]
        for path in ("/portfolio", account, trying):
            monday.goto(origin + path)
            monday.evaluate("document.querySelectorAll('#lines details').forEach(each => each.open = true)")
            wide = monday.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, (size, path, wide)
