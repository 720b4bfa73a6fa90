"""A widget in a page of another site: where it may stand it shows, grows and stays fresh; elsewhere it is empty."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import Engine

from tests.clients import client_of
from tests.routers.managed_account import ROWS

pytestmark = pytest.mark.browser
PAGE = """<!doctype html>
<html>
<head><meta charset="utf-8"><title>Portal</title><script src="{leadline}/static/leadline-widget.js" defer></script></head>
<body>
<h1>Our portal</h1>
<div style="width:600px"><leadline-widget token-from="/token"></leadline-widget></div>
</body>
</html>"""


@pytest.fixture
def leadline(sqlite_engine: Engine, live_server: Callable[[Engine], SimpleNamespace]) -> SimpleNamespace:
    client = client_of(sqlite_engine, scopes=("read", "ingest", "admin"))
    assert client.post("/v1/imports", json=ROWS).json()["summary"]["refused"] == 0
    server = live_server(sqlite_engine)
    return SimpleNamespace(url=server.url, key=client.headers["authorization"])


@contextmanager
def portal(leadline: SimpleNamespace, widget: dict[str, Any]) -> Iterator[SimpleNamespace]:
    """Another site, which asks Leadline for a token whenever its page wants one."""
    asked: list[str] = []

    class Portal(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/token":
                answer = httpx.post(
                    f"{leadline.url}/v1/embed-tokens", json=widget, headers={"authorization": leadline.key}
                ).json()
                asked.append(answer["id"])
                url = f"{leadline.url}/v1/widgets/{widget['widget']}.html?token={answer['token']}"
                self._send("application/json", json.dumps({"url": url, "expires_at": answer["expires_at"]}))
            else:
                self._send("text/html; charset=utf-8", PAGE.format(leadline=leadline.url))

        def _send(self, kind: str, body: str) -> None:
            self.send_response(200)
            self.send_header("content-type", kind)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Portal)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield SimpleNamespace(url=f"http://127.0.0.1:{server.server_port}", asked=asked)
    server.shutdown()
    server.server_close()


def allow(leadline: SimpleNamespace, *origins: str) -> None:
    httpx.put(
        f"{leadline.url}/v1/embed-origins", json={"origins": origins}, headers={"authorization": leadline.key}
    ).raise_for_status()


ACCOUNT = {"viewer": "kim", "widget": "account", "account_id": "1"}


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
        assert len(set(site.asked)) == 2


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


@pytest.mark.parametrize(("width", "height"), [(300, 200), (1200, 600)])
@pytest.mark.parametrize("name", ["account", "flags", "quadrant", "trend", "lineup"])
def test_nothing_is_cut_at_any_size(page: Page, leadline: SimpleNamespace, name: str, width: int, height: int) -> None:
    wanted = {"viewer": "kim", "widget": name} | ({"account_id": "1"} if name in ("account", "trend", "lineup") else {})
    made = httpx.post(f"{leadline.url}/v1/embed-tokens", json=wanted, headers={"authorization": leadline.key}).json()
    page.set_viewport_size({"width": width, "height": height})
    page.goto(f"{leadline.url}/v1/widgets/{name}.html?token={made['token']}")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "wider than its frame"
    if name == "account":
        for words in ("Northgate", "looked after, not led"):
            box = page.get_by_text(words).first.bounding_box()
            assert box is not None
            assert box["y"] + box["height"] <= height
        reason = page.locator(".reason").bounding_box()
        assert reason is not None
        assert reason["y"] + reason["height"] <= height
