"""Pictures of every page, at the width of a desk and of a phone, to be looked at.

    python -m tests.browser.screenshots OUT_DIR [--workspace demo] [--dark]

The database is the one that LEADLINE_DATABASE_URL names.
"""

import argparse
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from playwright.sync_api import Page, sync_playwright
from sqlalchemy import Engine

from app import clock
from app.db import make_engine, reading, writing
from app.main import create_app
from app.services.list_assessments import list_assessments
from app.services.sign_in import sign_in_link
from app.services.weekly_review import week_of
from app.services.workspaces import caller_of
from app.settings import settings
from tests.conftest import CHROMIUM, CHROMIUM_FLAGS

SIZES = {"desktop": (1280, 900), "phone": (390, 844)}


def main() -> None:
    parser = argparse.ArgumentParser(description="Pictures of every page.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--workspace", default="demo")
    parser.add_argument("--dark", action="store_true")
    chosen = parser.parse_args()
    chosen.folder.mkdir(parents=True, exist_ok=True)
    engine = make_engine(settings().database_url)
    with serving(engine) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_FLAGS)
        for name, (width, height) in SIZES.items():
            page = browser.new_page(
                viewport={"width": width, "height": height}, color_scheme="dark" if chosen.dark else "light"
            )
            page.goto(_link(engine, chosen.workspace, address))
            for page_name, path in _paths(engine, chosen.workspace).items():
                _shoot(page, address + path, chosen.folder / f"{page_name}-{name}.png")
        browser.close()


def _link(engine: Engine, workspace: str, address: str) -> str:
    with writing(engine, None) as connection:
        return sign_in_link(connection, caller_of(connection, workspace).workspace_id, address, clock.now())


def _paths(engine: Engine, workspace: str) -> dict[str, str]:
    """Each page once, and an account of each posture."""
    with reading(engine, None) as connection:
        items = list_assessments(caller_of(connection, workspace))
    first = {(item["posture"] if item["effectiveness"] else item["state"]): item["leadline_id"] for item in items[::-1]}
    return {
        "monday": "/",
        "monday-filtered": "/?posture=managed_only&aim=grow",
        "readiness": "/readiness",
        "portfolio": "/portfolio",
        "policy": "/policy",
        "review": f"/reviews/{week_of(clock.now().date())}",
        "timeline": f"/accounts/{items[0]['leadline_id']}/timeline",
        "missing": "/accounts/999999999",
        **{f"account-{name}": f"/accounts/{number}" for name, number in first.items()},
    }


def _shoot(page: Page, address: str, file: Path) -> None:
    answer = page.goto(address)
    assert answer
    assert answer.status < 500, f"{address} answered {answer.status}"
    page.screenshot(path=file, full_page=True)
    over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    print(file, f"is {over} pixels too wide" if over > 0 else "")


@contextmanager
def serving(engine: Engine) -> Iterator[str]:
    """The application on a free port of this machine; gives its address."""
    server = uvicorn.Server(uvicorn.Config(create_app(engine), port=0, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()


if __name__ == "__main__":
    main()
