"""Somebody reads the policy, tries other numbers, sees whom they would move, and publishes them."""

import re
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import Engine

from tests.clients import client_of
from tests.three_accounts import ROWS

pytestmark = pytest.mark.browser
Serve = Callable[[Engine], SimpleNamespace]


@pytest.fixture
def policy(sqlite_engine: Engine, live_server: Serve, page: Page) -> Page:
    assert client_of(sqlite_engine).post("/v1/imports", json=ROWS).json()["summary"]["refused"] == 0
    server = live_server(sqlite_engine)
    link = re.search(r"http://\S+/sign-in\?token=\S+", "".join(server.lines))
    assert link, server.lines
    page.goto(link[0])
    page.get_by_role("link", name="Policy").click()
    return page


def test_from_reading_to_publishing(policy: Page) -> None:
    expect(policy.get_by_role("heading", level=1)).to_have_text("The numbers as we ship them")
    policy.get_by_text("The lines an account is held to").click()
    expect(policy.locator("#lines")).to_contain_text("60 points of 100")
    expect(policy.locator("#lines")).to_contain_text("In calm times more than half of the leadership asked for.")

    written = policy.get_by_label("Your policy, in YAML")
    written.fill("business_created: {one_started_in: nine}")
    policy.get_by_role("button", name="See what it would change").click()
    expect(policy.get_by_role("alert")).to_contain_text(
        "business created, one started in must be a number from 1 to 100"
    )
    expect(written).to_have_value("business_created: {one_started_in: nine}")

    written.fill("business_created: {one_started_in: 9}")
    policy.get_by_role("button", name="See what it would change").click()
    expect(policy.get_by_role("heading", level=1)).to_contain_text("1 of 3 accounts would be seen differently")
    expect(policy.locator("main")).to_contain_text(
        "1 account would no longer be “looked after, not led” but “led”: Halden."
    )

    looking_back = policy.locator("#looking-back")
    expect(looking_back).to_contain_text("ooking back")
    looking_back.get_by_role("link", name="All of it, under the draft").click()
    expect(policy.locator("main")).to_contain_text("Under a draft of the policy, not the policy in force.")
    policy.go_back()

    policy.get_by_label("Your name").fill("Ada Berg")
    policy.get_by_label("Why").fill("One in <b>nine</b> is what we can do.")
    policy.get_by_role("button", name="Publish").click()
    expect(policy.get_by_role("heading", level=1)).to_contain_text("Version 2, published by Ada Berg")
    expect(policy.locator("main")).to_contain_text("One in <b>nine</b> is what we can do.")
    expect(policy.locator("#business_created")).to_contain_text("we ship 3")
    expect(policy.get_by_label("Your policy, in YAML")).to_have_value(re.compile("one_started_in: 9"))
    policy.go_back()
    policy.reload()
    expect(policy.locator("#publish")).to_have_count(0)


def test_a_draft_that_is_not_there_is_no_page(policy: Page) -> None:
    assert policy.request.get(f"{policy.url}/drafts/d_999").status == 404
