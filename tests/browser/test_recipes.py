"""The recipes for other products: what each asks of Leadline is asked, what each frames is framed by another site."""

import csv
import json
import os
import re
import socket
import subprocess
import sys
import time
from io import StringIO
from pathlib import Path
from types import SimpleNamespace

import httpx
import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import Engine

from tests.browser.portals import Served, allow, ask_token, leadline_of, site

pytestmark = pytest.mark.browser
RECIPES = Path(__file__).parents[2] / "docs" / "embedding"
ACCOUNT = {"viewer": "kim", "widget": "account", "account_id": "1"}


@pytest.fixture
def leadline(sqlite_engine: Engine, live_server: Served) -> SimpleNamespace:
    return leadline_of(sqlite_engine, live_server)


def test_a_portal_of_your_own(page: Page, leadline: SimpleNamespace) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    made = {"LEADLINE_URL": leadline.url, "LEADLINE_KEY": leadline.headers["authorization"].split()[1], "VIEWER": "kim"}
    process = subprocess.Popen([sys.executable, RECIPES / "portal" / "server.py", str(port)], env=os.environ | made)
    allow(leadline, f"http://127.0.0.1:{port}")
    try:
        token = _answer(f"http://127.0.0.1:{port}/leadline-token?account=1")
        assert set(token) == {"url", "expires_at"}
        # A test's server does not know its public address: the token is the same on any.
        page.goto(f"{leadline.url}{token['url'][token['url'].index('/v1/') :]}")
        expect(page.get_by_role("heading", name="Northgate")).to_be_visible()
    finally:
        process.terminate()
        process.wait(10)


def _answer(address: str) -> dict[str, str]:
    give_up_at = time.monotonic() + 20
    while time.monotonic() < give_up_at:
        try:
            return dict(httpx.get(address).raise_for_status().json())
        except httpx.TransportError:
            time.sleep(0.1)
    pytest.fail("The portal did not start.")


def test_salesforce_frames_what_its_controller_got(page: Page, leadline: SimpleNamespace) -> None:
    wanted = re.search(
        r"new Map<String, Object>\{(.*?)\}", (RECIPES / "salesforce/LeadlineWidget.cls").read_text(), re.DOTALL
    )
    assert wanted is not None
    assert re.findall(r"'(\w+)' =>", wanted[1]) == list(ACCOUNT)
    frame = re.search(r"<iframe.*?</iframe>", (RECIPES / "salesforce/LeadlineAccount.page").read_text(), re.DOTALL)
    assert frame is not None

    def record() -> str:
        return (
            f"<!doctype html><title>Record</title>{frame[0].replace('{!address}', ask_token(leadline, ACCOUNT)['url'])}"
        )

    with site({"/": record}) as url:
        allow(leadline, url)
        page.goto(url)
        expect(page.frame_locator("iframe").get_by_role("heading", name="Northgate")).to_be_visible()


def test_dynamics_frames_what_its_api_gives(page: Page, leadline: SimpleNamespace) -> None:
    html = (RECIPES / "dynamics/leadline.html").read_text()

    def token() -> str:
        made = ask_token(leadline, ACCOUNT)
        return json.dumps({"url": made["url"], "expires_at": made["expires_at"]})

    with site({"/": lambda: html, "/api/data/v9.2/new_LeadlineToken(account='1')": token}) as url:
        allow(leadline, url)
        page.goto(f"{url}/?id=%7B1%7D")
        expect(page.frame_locator("iframe").get_by_role("heading", name="Northgate")).to_be_visible()


def test_grafana_finds_every_column_it_asks_for(leadline: SimpleNamespace) -> None:
    panels = json.loads((RECIPES / "grafana/dashboard.json").read_text())["panels"]
    for target in (each for panel in panels for each in panel["targets"]):
        address = target["url"].replace("${leadline}", leadline.url)
        rows = httpx.get(address, headers=leadline.headers).raise_for_status().json()[target["root_selector"]]
        assert rows
        assert {column["selector"] for column in target["columns"]} <= set(rows[0])


def test_power_bi_finds_the_table_and_its_numbers(leadline: SimpleNamespace) -> None:
    query = (RECIPES / "power-bi/leadline.pq").read_text()
    path, widget = re.search(r'RelativePath = "([^"]+)"', query), re.search(r'Read\("(\w+)"\)', query)
    assert path is not None
    assert widget is not None
    answer = httpx.get(f"{leadline.url}/{path[1]}{widget[1]}.csv", headers=leadline.headers).raise_for_status()
    rows = list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"))))
    numbers = re.search(r"ColumnNames\(Table\), \{([^}]*)\}", query)
    assert numbers is not None
    for name in re.findall(r'"(\w+)"', numbers[1]):
        assert all(row[name] == "" or float(row[name]) >= 0 for row in rows)


def test_hubspot_draws_columns_the_widget_has(leadline: SimpleNamespace) -> None:
    rows = httpx.get(
        f"{leadline.url}/v1/widgets/account.json", params={"token": ask_token(leadline, ACCOUNT)["token"]}
    ).raise_for_status().json()["items"]  # fmt: skip
    drawn = (RECIPES / "hubspot/Leadline.jsx").read_text()
    assert set(re.findall(r"\b(?:row|first)\.(\w+)", drawn)) <= set(rows[0])
    asked = re.search(r"const wanted = \{ (.*?) \};", (RECIPES / "hubspot/leadline.js").read_text())
    assert asked is not None
    assert re.findall(r"(\w+):", asked[1]) == list(ACCOUNT)
