"""The page that looks back, in a real browser; the `page` fixture fails on anything the console says."""

import re
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import Engine

from app.db import writing
from tests.sending import Crm
from tests.services.test_backtest import book

pytestmark = pytest.mark.browser


def test_from_the_form_to_chart_and_table(
    sqlite_engine: Engine, live_server: Callable[[Engine], SimpleNamespace], page: Page
) -> None:
    with writing(sqlite_engine, None) as connection:
        Crm(connection).send(*book(in_time=40, late=24))
    server = live_server(sqlite_engine)
    link = re.search(r"http://\S+/sign-in\?token=\S+", "".join(server.lines))
    assert link, server.lines
    page.goto(link[0])
    page.get_by_role("link", name="Looking back").click()
    page.get_by_label("First month start").fill("2026-01-01")
    page.get_by_label("Last month start").fill("2026-03-01")
    page.get_by_label("Looked at afterwards").select_option("30d")
    page.get_by_role("button", name="Look back").click()
    quotes = page.locator("figure", has_text="First quote of a deal")
    expect(quotes.locator("table")).to_contain_text("50 % of 40 cases")
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        shown = quotes.locator(".chart.wide svg" if width > 700 else ".chart.narrow svg")
        drawn = shown.bounding_box()
        assert drawn
        assert 200 < drawn["width"] <= width
        # Colours come from the style sheet: nothing is black on black in the dark.
        colour = shown.locator("text").last.evaluate("each => getComputedStyle(each).fill")
        assert colour == page.evaluate("getComputedStyle(document.body).color")
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
