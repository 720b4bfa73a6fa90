"""Changes, plans and promises put on file, and a tag corrected, on the page of an account, in a real browser."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import Engine

from tests.clients import client_of
from tests.routers.managed_account import ROWS

pytestmark = pytest.mark.browser
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 900}
HOSTILE = """<script>alert("x")</script></textarea><img src=x onerror=alert(1)> {{ 7 * 7 }}"""


def on(days: int) -> str:
    return (datetime.now(UTC).date() + timedelta(days=days)).isoformat()


@pytest.fixture(params=["desk", "phone"])
def account(
    sqlite_engine: Engine, live_server: Callable[[Engine], SimpleNamespace], page: Page, request: pytest.FixtureRequest
) -> Iterator[Page]:
    crm = client_of(sqlite_engine)
    crm.post("/v1/imports", json=ROWS)
    number = crm.get("/v1/accounts/1").json()["leadline_id"]
    server = live_server(sqlite_engine)
    link = re.search(r"http://\S+/sign-in\?token=\S+", "".join(server.lines))
    assert link
    page.set_viewport_size(PHONE if request.param == "phone" else DESK)  # type: ignore[arg-type]
    page.goto(link[0])
    page.goto(f"{server.url}/accounts/{number}")
    yield page
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0


def ready(page: Page) -> Locator:
    return page.locator("#main details.answer", has_text="Ready for change?").first.locator("summary")


def test_a_change_a_plan_that_somebody_accepted_and_a_promise(account: Page) -> None:
    expect(account.locator("#plans")).to_contain_text("what would you do if")
    account.get_by_text("Note a change").click()
    form = account.locator("#add-change form")
    form.get_by_label("What is changing").select_option("merger")
    form.get_by_label("Noticed on").fill(on(-20))
    form.get_by_label("In your own words").fill(HOSTILE)
    form.get_by_role("button", name="Save").click()
    expect(account.locator("#plans li:target")).to_contain_text(HOSTILE)
    expect(ready(account)).to_contain_text("0 of 1")
    assert account.locator("img").count() == 0

    account.get_by_role("link", name="Write a plan for").click()
    expect(account.get_by_label("For this change").locator("option:checked")).to_contain_text("Merger, noticed")
    account.get_by_label("What if").fill("The merger goes through")
    first = account.get_by_role("group", name="What we would do")
    first.get_by_label("What", exact=True).fill("Meet the new board")
    first.get_by_label("Accepted on").fill(on(-1))
    account.get_by_role("button", name="Save").click()
    wrong = account.get_by_label("Who does it").first
    expect(wrong).to_be_focused()
    expect(wrong).to_have_accessible_description("Say who accepted.")
    expect(account.get_by_label("What if")).to_have_value("The merger goes through")
    assert Axe().run(account).response["violations"] == []
    wrong.select_option(label="Kim")
    account.get_by_role("button", name="Save").click()
    expect(account.locator("#plans li:target")).to_contain_text("Kim accepted on")
    expect(ready(account)).to_contain_text("0.5 of 1")

    account.get_by_text("Note a promise").click()
    form = account.locator("#add-commitment form")
    form.get_by_label("Who promised").select_option("customer")
    form.locator("[name=what]").fill("Open the doors to the board")
    form.get_by_label("By when").fill(on(-1))
    form.get_by_role("button", name="Save").click()
    promise = account.locator("#plans li:target")
    expect(promise).to_contain_text("overdue")
    promise.get_by_role("link", name="Edit: Open the doors").click()
    account.get_by_label("Kept on").fill(on(-1))
    account.get_by_role("button", name="Save").click()
    expect(account.locator("#plans li:target")).to_contain_text("kept")

    account.get_by_role("link", name="Edit: Open the doors").click()
    account.get_by_text("Delete it").click()
    account.get_by_role("button", name="Delete").click()
    expect(account.locator("#plans")).to_contain_text("No promise is on file")
    for each in account.locator("#plans .add > summary").all():
        each.click()
    assert Axe().run(account).response["violations"] == []


def test_a_tag_is_corrected_beside_its_day_of_contact(account: Page) -> None:
    day = account.locator("#contact li[id^=day-]").first
    day.get_by_text("This tag is wrong").first.click()
    day.get_by_label("It was").select_option("planning")
    day.get_by_label("Why").fill("We planned the year")
    day.get_by_role("button", name="Correct it").click()
    target = account.locator("#contact li:target")
    expect(target.locator(".tag")).to_have_text("creating")
    target.locator("summary").click()
    expect(target).to_contain_text("Corrected by a person")
    expect(target).to_contain_text("We planned the year")
