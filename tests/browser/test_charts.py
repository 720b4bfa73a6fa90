"""Charts in the pages: their dots lead on, nobody waits for them, and they can be read in the dark and on a phone."""

import re
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from playwright.sync_api import FrameLocator, Locator, Page, Route, expect
from sqlalchemy import Engine

from tests.browser.test_looking_ahead import company, monday

pytestmark = pytest.mark.browser
__all__ = ("company", "monday")
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
CLIPPED = """svg => { const all = svg.getBoundingClientRect();
  return [...svg.querySelectorAll('text, a')].map(each => [each, each.getBoundingClientRect()])
    .filter(([_, box]) => box.left < all.left - 1 || box.right > all.right + 1 ||
                          box.top < all.top - 1 || box.bottom > all.bottom + 1)
    .map(([each]) => each.textContent) }"""


@pytest.fixture
def served(company: Engine, live_server: Callable[[Engine], SimpleNamespace]) -> SimpleNamespace:
    server = live_server(company)
    found = re.search(r"http://\S+/sign-in\?token=\S+", "".join(server.lines))
    assert found, server.lines
    return SimpleNamespace(url=server.url, link=found[0])


def in_frame(page: Page) -> FrameLocator:
    return page.frame_locator(".chart-frame")


def shown(page: Page) -> Locator:
    """The quadrant that fits the screen."""
    return in_frame(page).locator(".chart:visible svg")


def test_a_click_on_a_dot_leads_the_whole_page_to_the_account(monday: Page) -> None:
    dot = shown(monday).locator("a").first
    name = (dot.get_attribute("aria-label") or "").partition(":")[0]
    dot.click()
    monday.wait_for_url("**/accounts/*")
    expect(monday.locator("h1")).to_contain_text(name)


def test_dots_are_reached_by_keyboard_and_say_posture_and_both_axes(monday: Page) -> None:
    dots = shown(monday).locator("a")
    expect(dots.first).to_be_visible()
    dots.first.focus()
    monday.keyboard.press("Tab")
    reached = in_frame(monday).locator("a:focus")
    expect(reached).to_have_accessible_name(
        re.compile(r".+: .+\. Leadership .+, needs \d+\. Basics .+, needs \d+\. At")
    )
    monday.keyboard.press("Enter")
    monday.wait_for_url("**/accounts/*")


def test_the_page_is_read_while_its_chart_is_drawn(served: SimpleNamespace, page: Page) -> None:
    held: list[Route] = []
    page.route("**/charts/**", lambda route: held.append(route))  # noqa: PLW0108
    page.goto(served.link, wait_until="domcontentloaded")
    expect(page.locator("#five li").first).to_be_visible()
    expect(page.locator("#five h3 a").first).to_have_attribute("href", re.compile(r"/accounts/\d+"))
    page.wait_for_timeout(1)
    assert len(held) == 1
    held[0].continue_()
    expect(shown(page).locator("a").first).to_be_visible()


def test_dots_can_be_followed_without_scripts(served: SimpleNamespace, page: Page) -> None:
    assert page.context.browser
    plain = page.context.browser.new_context(java_script_enabled=False)
    try:
        there = plain.new_page()
        there.goto(served.link)
        there.frame_locator(".chart-frame").locator(".chart.wide a").first.click()
        there.wait_for_url("**/accounts/*")
    finally:
        plain.close()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=("phone", "desk"))
def test_no_word_of_a_chart_is_cut_off(monday: Page, size: dict[str, int]) -> None:
    monday.set_viewport_size(size)  # type: ignore[arg-type]
    origin = monday.url.rstrip("/")
    drawing = shown(monday)
    expect(drawing).to_be_visible()
    assert drawing.evaluate(CLIPPED) == []
    first = monday.locator("#five h3 a").first.get_attribute("href")
    for path, charts in ((f"{first}", 2), ("/portfolio", 1)):
        monday.goto(origin + path)
        drawn = monday.locator(".chart:visible svg")
        assert drawn.count() == charts, path
        for each in drawn.all():
            assert each.evaluate(CLIPPED) == [], path


def test_charts_take_the_colours_of_the_dark(monday: Page) -> None:
    paper = shown(monday).locator("> rect").first
    words = shown(monday).locator("text").first
    seen = set()
    for scheme in ("light", "dark"):
        monday.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        card = monday.locator(".quadrant-card").evaluate("each => getComputedStyle(each).backgroundColor")
        assert paper.evaluate("each => getComputedStyle(each).fill") == card
        seen.add((card, words.evaluate("each => getComputedStyle(each).fill")))
    assert len(seen) == 2
