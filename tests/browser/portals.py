"""Another site that shows widgets, and asks Leadline for a token whenever its page wants one."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from typing import Any

import httpx
from sqlalchemy import Engine

from tests.clients import client_of
from tests.routers.managed_account import ROWS

Served = Callable[[Engine], SimpleNamespace]


def leadline_of(engine: Engine, live_server: Served) -> SimpleNamespace:
    """A server with an account looked after and not led: its `url`, and the `headers` of an admin's key."""
    client = client_of(engine, scopes=("read", "ingest", "admin"))
    assert client.post("/v1/imports", json=ROWS).json()["summary"]["refused"] == 0
    headers = {"authorization": client.headers["authorization"]}
    return SimpleNamespace(url=live_server(engine).url, headers=headers)


def allow(leadline: SimpleNamespace, *origins: str) -> None:
    answer = httpx.put(f"{leadline.url}/v1/embed-origins", json={"origins": origins}, headers=leadline.headers)
    answer.raise_for_status()


def ask_token(leadline: SimpleNamespace, widget: Mapping[str, Any]) -> dict[str, Any]:
    answer = httpx.post(f"{leadline.url}/v1/embed-tokens", json=widget, headers=leadline.headers)
    made: dict[str, Any] = answer.raise_for_status().json()
    # The server of a test does not know its public address.
    return made | {"url": f"{leadline.url}/v1/widgets/{widget['widget']}.html?token={made['token']}"}


@contextmanager
def site(pages: Mapping[str, Callable[[], str]]) -> Iterator[str]:
    """Serves pages by the beginning of their path, the longest that fits; JSON where it looks like it."""

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            begins = max((path for path in pages if self.path.startswith(path)), key=len)
            body = pages[begins]()
            self.send_response(200)
            self.send_header("content-type", "application/json" if body.startswith("{") else "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@contextmanager
def portal(leadline: SimpleNamespace, widget: dict[str, Any]) -> Iterator[SimpleNamespace]:
    """A page with the element, at its `url`; the ids of the tokens it `asked` for."""
    page = f"""<!doctype html><html><head><title>Portal</title>
<script src="{leadline.url}/static/leadline-widget.js" defer></script></head><body><h1>Our portal</h1>
<div style="width:600px"><leadline-widget token-from="/token"></leadline-widget></div></body></html>"""
    asked: list[str] = []

    def token() -> str:
        made = ask_token(leadline, widget)
        asked.append(made["id"])
        return json.dumps({"url": made["url"], "expires_at": made["expires_at"]})

    with site({"/": lambda: page, "/token": token}) as url:
        yield SimpleNamespace(url=url, asked=asked)
