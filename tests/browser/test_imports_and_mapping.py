"""Somebody drops a file and sees what it can answer, says what a stage means, and cancels an import."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import Engine

from app import clock
from app.db import writing
from app.models.import_job import add_job
from app.services.workspaces import caller_of
from tests.clients import client_of
from tests.three_accounts import ROWS, ago

pytestmark = pytest.mark.browser
Serve = Callable[[Engine], SimpleNamespace]
DEAL = {"type": "opportunity", "id": "offer", "account_id": "n", "stage": "Angebot 2", "created_at": ago(60)}


@pytest.fixture
def person(sqlite_engine: Engine, live_server: Serve, page: Page) -> Page:
    client_of(sqlite_engine)
    server = live_server(sqlite_engine)
    link = re.search(r"http://\S+/sign-in\?token=\S+", "".join(server.lines))
    assert link, server.lines
    page.goto(link[0])
    return page


def test_drop_a_file_and_see_then_say_what_a_stage_means(person: Page, tmp_path: Path) -> None:
    rows = tmp_path / "everything.ndjson"
    bad = {"type": "account", "id": "bad", "tier": "Z"}
    rows.write_text("".join(json.dumps(row) + "\n" for row in [*ROWS, DEAL, bad]))
    person.get_by_role("link", name="What we can see").click()
    expect(person.get_by_role("heading", level=1)).to_contain_text("we can answer 0 of 8 questions")
    person.get_by_label("CSV, NDJSON or JSON").set_input_files(rows)
    person.get_by_role("button", name="Look at it").click()
    expect(person.locator("main")).to_contain_text("1 would be refused")
    person.get_by_role("button", name="Import ").click()
    expect(person.get_by_role("status")).to_contain_text("everything.ndjson")
    expect(person.get_by_role("heading", level=1)).to_contain_text("we can answer 6 of 8 questions")
    expect(person.locator("#busiest li")).to_have_count(2)
    person.get_by_role("link", name="1 refused: see why").click()
    with person.expect_download() as got:
        person.get_by_role("link", name="Get the refused rows").click()
    assert "must be one of A, B or C" in got.value.path().read_text()

    person.get_by_role("link", name="Mapping").click()
    expect(person.get_by_role("heading", level=1)).to_have_text("2 words of your CRM we do not understand yet")
    person.get_by_role("button", name="“Angebot 2” means: a proposal").click()
    expect(person.locator("#stage")).to_contain_text("as your company says")
    expect(person.get_by_role("button", name="“Angebot 2” means: a proposal")).to_have_attribute("aria-pressed", "true")


def test_an_import_is_cancelled(person: Page, sqlite_engine: Engine) -> None:
    with writing(sqlite_engine, None) as connection:
        caller = caller_of(connection, "acme")
        # Another server is at it, so this one leaves it alone.
        busy = {"state": "running", "runner": "another", "leased_until": clock.now() + timedelta(hours=1)}
        whose = {"workspace_id": caller.workspace_id, "id": "a" * 24, "source_id": caller.source_id}
        what = {"form": "csv", "packed": False, "type": "account", "rows": 9, "file_name": "big.csv"}
        add_job(connection, {**whose, **what, **busy, "created_at": clock.now()})
    person.get_by_role("link", name="What we can see").click()
    person.get_by_role("link", name="Imports").click()
    expect(person.get_by_role("heading", level=1)).to_have_text("1 import is being read")
    person.get_by_role("link", name="big.csv").click()
    person.get_by_role("button", name="Cancel it").click()
    expect(person.get_by_role("heading", level=1)).to_have_text("It was cancelled")


def test_a_file_that_is_too_large_is_said_so(person: Page, tmp_path: Path) -> None:
    large = tmp_path / "large.csv"
    with large.open("wb") as file:
        file.write(b"id,name\n")
        file.truncate(100 * 1024**2)
    # A window of its own: the browser notes the refusal in its console.
    browser = person.context.browser
    assert browser
    other = browser.new_context(storage_state=person.context.storage_state()).new_page()
    other.goto(person.url.rstrip("/") + "/imports")
    other.get_by_label("CSV, NDJSON or JSON").set_input_files(large)
    other.get_by_role("button", name="Look at it").click()
    expect(other.get_by_role("heading", level=1)).to_have_text("That is too much at once.")
