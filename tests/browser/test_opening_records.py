"""From the week to the evidence of the top flag in one click, and to the CRM's own record behind it in two."""

import re
from collections.abc import Callable, Iterator
from types import SimpleNamespace

import pytest
from playwright.sync_api import Page, expect
from rich.console import Console
from sqlalchemy import Engine

from app import clock
from app.db import writing
from app.demo.tour import tour
from app.services.record_addresses import checked, opening_of, set_address
from app.services.workspaces import caller_of
from tests.browser.portals import site

pytestmark = pytest.mark.browser
CRM = "<!doctype html><title>The CRM</title><link rel=icon href='data:,'><h1>The record in the CRM</h1>"


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    engine = tour(Console(quiet=True), tmp_path_factory.mktemp("demo"), clock.now())
    yield engine
    engine.dispose()


def opens_at(engine: Engine, pattern: str) -> None:
    with writing(engine, None) as connection:
        workspace_id = caller_of(connection, "demo").workspace_id
        (crm,) = opening_of(connection, workspace_id).crms
        set_address(connection, workspace_id, crm.id, checked(pattern, {}))


def test_from_the_week_to_the_record_in_two_clicks(
    company: Engine, live_server: Callable[[Engine], SimpleNamespace], page: Page
) -> None:
    with site({"/": lambda: CRM}) as crm:
        opens_at(company, f"{crm}/records/{{id}}")
        server = live_server(company)
        link = re.search(r"http://\S+/sign-in\?token=\S+", "".join(server.lines))
        assert link, server.lines
        page.goto(link[0])
        top = page.locator("#five > ol > li").first
        flag = top.locator(".flag, .posture").first.inner_text()
        top.get_by_role("link", name="Why").last.click()

        finding = page.locator("#clear .finding")
        expect(finding.locator("h3")).to_have_text(re.compile(re.escape(flag), re.IGNORECASE))
        evidence = finding.locator(".evidence li").first
        expect(evidence).to_be_visible()
        record = evidence.get_by_role("link", name=re.compile(r"^\w+ \S+ in crm$"))
        with page.expect_popup() as opened:
            record.click()
        shown = opened.value
        expect(shown.locator("h1")).to_have_text("The record in the CRM")
        assert shown.url == f"{crm}/records/{record.inner_text().split()[1]}"
        assert shown.evaluate("[document.referrer, window.opener]") == ["", None]


def test_a_person_that_was_found_is_on_the_page_of_their_account(
    company: Engine, live_server: Callable[[Engine], SimpleNamespace], page: Page
) -> None:
    server = live_server(company)
    link = re.search(r"http://\S+/sign-in\?token=\S+", "".join(server.lines))
    assert link, server.lines
    page.goto(link[0])
    account = page.locator("#five h3 a").first.get_attribute("href")
    page.goto(f"{server.url}{account}#people")
    expect(page.locator("#people li").first).to_be_visible()
    expect(page.locator("#people")).to_be_in_viewport()
