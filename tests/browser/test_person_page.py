"""A seller opens their own page, contests what is said there, and sees who looked; an admin takes grouping away."""

import re
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from playwright.sync_api import Page, expect
from rich.console import Console
from sqlalchemy import Engine

from app import clock
from app.db import reading
from app.demo.tour import WORKSPACE, tour
from app.models.viewing import user_with_email
from app.services.sign_in import open_for
from app.services.workspaces import caller_of

pytestmark = pytest.mark.browser
KERRY = "kerry.aldous@corvane.example"


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return tour(Console(quiet=True), tmp_path_factory.mktemp("demo"), clock.now())


def session_of(engine: Engine, email: str) -> str:
    with reading(engine, None) as connection:
        workspace_id = caller_of(connection, WORKSPACE).workspace_id
        user = user_with_email(connection, workspace_id, email)
    assert user
    return open_for(engine, workspace_id, user, clock.now())


def test_what_is_said_about_one_is_contested_on_ones_own_page(
    company: Engine, live_server: Callable[[Engine], SimpleNamespace], page: Page
) -> None:
    server = live_server(company)
    as_kerry = {"name": "leadline_session", "value": session_of(company, KERRY), "url": server.url}
    page.context.add_cookies([as_kerry])  # type: ignore[list-item]
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(server.url)
    page.locator("header").get_by_role("link", name="Kerry Aldous").click()
    expect(page.locator("h1")).to_have_text("Kerry Aldous")
    expect(page.locator("#accounts li").first).to_contain_text("looked after, not led")
    expect(page.locator("#started li").first.get_by_role("link")).to_be_visible()
    expect(page.locator("#looked")).to_contain_text("Nobody else so far")
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0

    page.locator("#said li").first.get_by_text("Disagree").click()
    page.locator("#said li").first.get_by_role("textbox").fill("The new director was met at the fair.")
    page.locator("#said li").first.get_by_role("button", name="Save").click()
    answered = page.locator("#said li", has_text="disagreed")
    expect(answered).to_contain_text("The new director was met at the fair.")
    expect(answered).to_contain_text("Kerry Aldous")

    row = page.locator("#work li").first
    row.locator("summary").click()
    row.get_by_label("It was").select_option("planning")
    row.get_by_role("button", name="Correct it").click()
    row = page.locator("#work li").first
    expect(row.locator(".tag")).to_have_text("creating")
    row.locator("summary").click()
    expect(row).to_contain_text("Corrected by a person")
    own_page = page.url.partition("#")[0]
    with page.expect_download() as download:
        page.get_by_role("link", name="Everything we hold").click()
    assert download.value.suggested_filename.startswith("person-")

    page.context.clear_cookies()
    link = re.search(r"http://\S+/sign-in\?token=\S+", "".join(server.lines))
    assert link, server.lines
    page.goto(link[0])
    page.goto(own_page)
    expect(page.locator("#looked")).to_contain_text("Nobody else so far")
    page.get_by_role("link", name="Privacy").click()
    page.get_by_text("Off.").click()
    page.get_by_role("button", name="Save").click()
    expect(page.locator("h1")).to_have_text("Nobody gathers accounts by owner.")
    page.get_by_role("link", name="Kerry Aldous").click()
    expect(page.locator("main")).to_contain_text("Gathered for Kerry Aldous alone")
    expect(page.locator("#accounts")).to_have_count(0)

    page.context.clear_cookies()
    page.context.add_cookies([as_kerry])  # type: ignore[list-item]
    page.goto(own_page)
    expect(page.locator("#accounts li").first).to_be_visible()
    expect(page.locator("#looked")).to_contain_text("Somebody with the link of this machine opened the page")
