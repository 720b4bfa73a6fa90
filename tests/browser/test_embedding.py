"""A widget in a page of another site: where it may stand it shows, grows and stays fresh; elsewhere it is empty."""

from types import SimpleNamespace

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import Engine

from tests.browser.portals import Served, allow, ask_token, leadline_of, portal

pytestmark = pytest.mark.browser
ACCOUNT = {"viewer": "kim", "widget": "account", "account_id": "1"}


@pytest.fixture
def leadline(sqlite_engine: Engine, live_server: Served) -> SimpleNamespace:
    return leadline_of(sqlite_engine, live_server)


def test_it_shows_and_grows_where_it_may_stand(page: Page, leadline: SimpleNamespace) -> None:
    with portal(leadline, ACCOUNT) as site:
        allow(leadline, site.url)
        page.goto(site.url)
        framed = page.frame_locator("leadline-widget iframe")
        expect(framed.get_by_role("heading", name="Northgate")).to_be_visible()
        expect(framed.get_by_text("looked after, not led")).to_be_visible()
        frame, inside = page.locator("leadline-widget iframe"), framed.locator("main")
        page.wait_for_function("document.querySelector('leadline-widget iframe').offsetHeight > 200")
        assert frame.bounding_box()["height"] >= inside.evaluate("e => e.offsetHeight") - 1  # type: ignore[index]
        assert page.context.cookies() == []


def test_it_asks_for_a_new_token_before_the_old_one_runs_out(page: Page, leadline: SimpleNamespace) -> None:
    with portal(leadline, {**ACCOUNT, "minutes": 1}) as site:
        allow(leadline, site.url)
        page.goto(site.url)
        framed = page.frame_locator("leadline-widget iframe")
        expect(framed.get_by_role("heading", name="Northgate")).to_be_visible()
        page.wait_for_timeout(6500)
        expect(framed.get_by_role("heading", name="Northgate")).to_be_visible()
        assert len(set(site.asked)) >= 2
        # The site goes away with this test; its page must not ask it once more.
        page.goto("about:blank")


def test_nothing_shows_on_a_site_that_was_not_allowed(browser: Browser, leadline: SimpleNamespace) -> None:
    allow(leadline, "https://portal.example")
    page = browser.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    with portal(leadline, ACCOUNT) as site:
        page.goto(site.url)
        page.wait_for_function("document.querySelector('leadline-widget iframe')?.src")
        page.wait_for_timeout(1000)
        shown = [frame.content() for frame in page.frames if frame != page.main_frame]
    page.close()
    assert not any("Northgate" in content for content in shown)
    assert any("frame-ancestors" in line for line in said), said


@pytest.mark.parametrize("name", ["account", "flags", "quadrant", "trend", "lineup"])
def test_nothing_is_cut_at_any_size(page: Page, leadline: SimpleNamespace, name: str) -> None:
    of_one = {"account_id": "1"} if name in ("account", "trend", "lineup") else {}
    made = ask_token(leadline, {"viewer": "kim", "widget": name, **of_one})
    for width, height in ((300, 200), (1200, 600)):
        page.set_viewport_size({"width": width, "height": height})
        page.goto(made["url"])
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "wider than its frame"
        seen = {"account": ("h1", ".badge", ".reason"), "flags": ("h1", ".lines li:first-child")}.get(name, ())
        for what in seen:
            box = page.locator(what).bounding_box()
            assert box is not None
            assert box["y"] + box["height"] <= height, what
