"""What a sales leader sees and does in a real browser; the `page` fixture fails on anything the console says."""

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
HOSTILE = """<script>alert("x")</script><img src=x onerror=alert(1)> 'Söhne' & {{ 7 * 7 }}"""
RENAMED = "Aldermere Dairies"
"""The account that heads the demo company's week gets the hostile name."""
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 900}
Serve = Callable[[Engine], SimpleNamespace]


@pytest.fixture(scope="module")
def company(new_sqlite_database: NewDatabase) -> Iterator[Engine]:
    now = datetime.now(UTC)
    rows = demo_records(now.date())
    for row in rows:
        if row.get("name") == RENAMED:
            row["name"] = HOSTILE
        if row["type"] in ("contact", "user", "opportunity") and row.get("name"):
            row["name"] += "<b>"
        if row["type"] == "activity" and row.get("subject"):
            row["subject"] += "</ol><script>alert(2)</script>"
    with new_sqlite_database() as engine:
        with writing(engine, None) as connection:
            workspace_id = ensure_workspace(connection, "demo <i>")
            source_id = ensure_source(connection, workspace_id, "crm", now)
            incoming = [Incoming(row["type"], RECORD_TYPES[row["type"]].model_validate(row)) for row in rows]
            ingest_records(connection, workspace_id, source_id, incoming, now)
        settle(engine, workspace_id, now)
        yield engine


@pytest.fixture
def monday(company: Engine, live_server: Serve, page: Page) -> Page:
    """The Monday page, as the link that the server prints leads to it."""
    server = live_server(company)
    link = re.search(r"http://\S+/sign-in\?token=\S+", "".join(server.lines))
    assert link, server.lines
    page.set_viewport_size(DESK)
    page.goto(link[0])
    assert page.url == f"{server.url}/"
    return page


def test_from_the_week_to_the_evidence_in_one_click(monday: Page) -> None:
    expect(monday.locator("h1")).to_contain_text("looked after but not led")
    first = monday.locator("#five > ol > li").first
    expect(first).to_contain_text("looked after, not led")
    first.get_by_role("link", name="Why").last.click()
    expect(monday.locator("h1")).to_contain_text(HOSTILE)
    created = monday.locator("details", has_text="Did we create business?")
    expect(created.locator("summary")).to_contain_text("no")
    expect(created.locator("li").first).to_be_visible()
    assert monday.locator("#contact li").first.is_visible()


def test_names_are_text_and_never_markup(monday: Page) -> None:
    alerts: list[str] = []
    monday.on("dialog", lambda dialog: (alerts.append(dialog.message), dialog.dismiss()))
    origin, first = monday.url.rstrip("/"), monday.locator("#five h3 a").first
    expect(first).to_have_text(HOSTILE)
    account = first.get_attribute("href") or ""
    for path in ("/", account, f"{account}/timeline", monday.locator("nav a").nth(1).get_attribute("href") or ""):
        monday.goto(origin + path)
        assert monday.locator("script:not([src^='/static/comfort.js']), img").count() == 0, path
        expect(monday.locator("main")).to_contain_text(HOSTILE)
    assert not alerts


def test_every_page_fits_a_phone_and_a_desk(monday: Page) -> None:
    origin = monday.url.rstrip("/")
    account = monday.locator("#five h3 a").first.get_attribute("href") or ""
    hidden = monday.locator("section", has_text="We cannot see").locator("li a").first.get_attribute("href") or ""
    paths = ["/", account, hidden, f"{account}/timeline", "/readiness"]
    paths.append(monday.locator("nav a").nth(1).get_attribute("href") or "")
    for size in (PHONE, {"width": 768, "height": 1024}, DESK, {"width": 1920, "height": 1080}):
        monday.set_viewport_size(size)  # type: ignore[arg-type]
        for path in paths:
            answer = monday.goto(origin + path)
            assert answer
            assert answer.ok, path
            wide = monday.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, (size, path, wide)


def test_every_account_in_the_quadrant_leads_to_its_page_and_says_its_name(monday: Page) -> None:
    dots = monday.frame_locator(".chart-frame").locator(".chart.wide a")
    expect(dots.first).to_be_visible()
    assert dots.count() >= 50
    for place in range(dots.count()):
        dot = dots.nth(place)
        assert re.fullmatch(r"/accounts/\d+", dot.get_attribute("href") or "")
        assert "At stake" in (dot.locator("title").text_content() or "")
    dots.last.focus()
    monday.keyboard.press("Enter")
    monday.wait_for_url("**/accounts/*")


def test_the_list_keeps_its_choice_in_the_address(monday: Page) -> None:
    shown = monday.locator("table.cards tbody tr")
    everything = shown.count()
    for label, value in (("Posture", "managed_only"), ("Aim", "grow")):
        monday.get_by_label(label).select_option(value)
        monday.wait_for_url(f"**{label.lower()}={value}*")
    assert "posture=managed_only" in monday.url
    assert "aim=grow" in monday.url
    headline = monday.locator("h1").text_content() or ""
    assert shown.count() == int(headline.split()[0]) < everything
    monday.get_by_role("link", name="Account", exact=True).click()
    names = [text.casefold() for text in monday.locator("table.cards tbody th a").all_text_contents()]
    assert "posture=managed_only" in monday.url
    assert names == sorted(names)


def test_a_flag_said_to_be_on_purpose_keeps_its_reason(monday: Page) -> None:
    last = monday.locator("#five > ol > li").last
    account = last.locator("h3 a").get_attribute("href") or ""
    last.get_by_text("On purpose").click()
    last.get_by_role("textbox").fill("They order by themselves, and we like it so.")
    last.get_by_role("button", name="Save").click()
    monday.wait_for_url("**/#five")
    monday.goto(monday.url.partition("#")[0].rstrip("/") + account)
    flag = monday.locator("#flags li", has_text="on purpose").first
    expect(flag).to_contain_text("They order by themselves, and we like it so.")


def test_a_wrong_tag_is_corrected_on_the_timeline(monday: Page) -> None:
    monday.goto(monday.url.rstrip("/") + (monday.locator("#five h3 a").first.get_attribute("href") or "") + "/timeline")
    row = monday.locator("li", has=monday.locator(".tag-efficiency")).first
    row.locator("summary").click()
    row.get_by_label("It was").select_option("planning")
    row.get_by_role("button", name="Correct it").click()
    target = monday.locator("li:target")
    expect(target.locator(".tag")).to_have_text("creating")
    target.locator("summary").click()
    expect(target).to_contain_text("Corrected by a person")


def test_signing_out_closes_the_pages(monday: Page) -> None:
    monday.get_by_role("button", name="Sign out").click()
    expect(monday.locator("h1")).to_have_text("You are signed out.")
