"""Choosing accounts and looking for a name in a real browser, at a desk and on a phone, with and without its script."""

import re
from collections.abc import Callable, Iterator
from types import SimpleNamespace

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import Engine

from tests.browser.test_pages import DESK, PHONE, company

pytestmark = pytest.mark.browser
__all__ = ["company"]
Serve = Callable[[Engine], SimpleNamespace]


def visit(page: Page, company: Engine, live_server: Serve) -> str:
    """Signs in; gives the address of the server."""
    server = live_server(company)
    link = re.search(r"http://\S+/sign-in\?token=\S+", "".join(server.lines))
    assert link, server.lines
    page.goto(link[0])
    return str(server.url)


def counted(page: Page) -> int:
    return int((page.locator(".chips b").text_content() or "").split()[0])


def test_a_choice_applies_at_once_and_can_be_taken_away(company: Engine, live_server: Serve, page: Page) -> None:
    page.set_viewport_size(DESK)  # type: ignore[arg-type]
    visit(page, company, live_server)
    everything = page.locator("h1").text_content()
    page.get_by_label("Tier").select_option("A")
    page.wait_for_url("**/?tier=A")
    of_the_tier = counted(page)
    page.get_by_label("Team").select_option(index=1)
    page.wait_for_url("**team=*")
    assert 0 < counted(page) < of_the_tier < 60
    assert page.locator("h1").text_content() != everything
    page.get_by_role("link", name="Tier: A. Take this choice away").click()
    assert "tier=" not in page.url
    assert "team=" in page.url
    page.get_by_role("link", name="Show all", exact=True).click()
    expect(page.locator("h1")).to_have_text(everything or "")


def test_by_keyboard_a_choice_waits_for_the_button(company: Engine, live_server: Serve, page: Page) -> None:
    page.set_viewport_size(DESK)  # type: ignore[arg-type]
    visit(page, company, live_server)
    page.get_by_label("Tier").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Tier")).to_have_value("B")
    assert "tier=" not in page.url
    page.get_by_role("button", name="Show").press("Enter")
    page.wait_for_url("**tier=B*")


def test_on_a_phone_the_choices_are_folded_away(company: Engine, live_server: Serve, page: Page) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    visit(page, company, live_server)
    expect(page.get_by_label("Country")).not_to_be_visible()
    page.get_by_text("Choose accounts").click()
    page.get_by_label("Aim").select_option("keep")
    page.wait_for_url("**aim=keep*")
    assert counted(page) > 0
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


def test_a_slash_leads_to_the_search_and_a_name_to_its_account(company: Engine, live_server: Serve, page: Page) -> None:
    page.set_viewport_size(DESK)  # type: ignore[arg-type]
    origin = visit(page, company, live_server)
    for path in ("/", "/policy", "/search"):
        page.goto(origin + path)
        page.keyboard.press("/")
        expect(page.get_by_label("Search accounts and people")).to_be_focused()
    page.keyboard.type("TURON agu")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=*")
    page.get_by_role("link", name="Aguas del Turón").click()
    expect(page.locator("h1")).to_contain_text("Aguas del Turón")
    page.get_by_label("Search accounts and people").fill("nobody-of-this-name")
    page.get_by_role("button", name="Search").click()
    expect(page.locator("h1")).to_have_text("Nothing that you see is called “nobody-of-this-name”.")
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


def test_whoever_sends_a_form_stays_where_they_were(company: Engine, live_server: Serve, page: Page) -> None:
    page.set_viewport_size(DESK)  # type: ignore[arg-type]
    visit(page, company, live_server)
    page.locator("#cannot-see summary").first.click()
    page.locator("#cannot-see").get_by_role("button", name="Agree").first.scroll_into_view_if_needed()
    top = page.evaluate("scrollY")
    with page.expect_navigation():
        page.locator("#cannot-see").get_by_role("button", name="Agree").first.click()
    page.wait_for_function(f"Math.abs(scrollY - {top}) < 3")
    expect(page.locator("#cannot-see .asked").first).to_contain_text("Log what happened here")


@pytest.fixture
def plain_page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_without_a_script_everything_still_works(company: Engine, live_server: Serve, plain_page: Page) -> None:
    visit(plain_page, company, live_server)
    plain_page.get_by_label("Tier").select_option("A")
    assert "tier=" not in plain_page.url
    plain_page.get_by_role("button", name="Show").click()
    plain_page.wait_for_url("**tier=A*")
    plain_page.get_by_label("Search accounts and people").fill("turon")
    plain_page.get_by_role("button", name="Search").click()
    expect(plain_page.get_by_role("link", name="Aguas del Turón")).to_be_visible()
