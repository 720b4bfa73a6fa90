"""Pictures of everything people see, to be looked at: pages, widgets, the review on paper.

    python -m tests.browser.screenshots OUT [--workspace demo]

Of the demo company, made anew in OUT, or of the database that LEADLINE_DATABASE_URL names.
"""

import argparse
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from typing import Literal, NamedTuple
from urllib.parse import urlencode

import httpx
import pypdfium2
import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright
from rich.console import Console
from sqlalchemy import Engine

from app import clock
from app.db import make_engine, reading, writing
from app.demo.tour import tour
from app.main import create_app
from app.services.keys import create_key
from app.services.list_assessments import list_assessments
from app.services.sign_in import sign_in_link
from app.services.weekly_review import read_review, week_of
from app.services.widgets import NAMES, OF_AN_ACCOUNT
from app.services.workspaces import caller_of
from app.settings import settings
from app.surfaces.reviews.files import review_file
from tests.conftest import CHROMIUM, CHROMIUM_FLAGS

PAPERS: tuple[Literal["a4", "us-letter"], ...] = ("a4", "us-letter")
WIDGET_SIZES = ((300, 200), (600, 360), (1200, 600))
SHARP = 1.6
"""Pixels of a picture for each point of paper."""
Colours = Literal["light", "dark"]
COLOURS: tuple[Colours, ...] = ("light", "dark")


class Look(NamedTuple):
    width: int
    height: int
    colours: Colours = "light"
    media: Literal["screen", "print"] = "screen"


LOOKS = {
    "desktop": Look(1280, 900),
    "dark": Look(1280, 900, "dark"),
    "wide": Look(1920, 1080),
    "phone": Look(390, 844),
    "narrow-dark": Look(360, 740, "dark"),
    "print": Look(794, 1123, media="print"),
}


def main() -> None:
    parser = argparse.ArgumentParser(description="Pictures of everything people see.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--workspace", default="demo")
    chosen = parser.parse_args()
    chosen.folder.mkdir(parents=True, exist_ok=True)
    engine = _database(chosen.folder)
    _paper(engine, chosen.workspace, chosen.folder)
    with serving(engine) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_FLAGS)
        _pages(browser, engine, chosen.workspace, address, chosen.folder)
        _widgets(browser, engine, chosen.workspace, address, chosen.folder)
        browser.close()


def _database(folder: Path) -> Engine:
    if "database_url" in settings().model_fields_set:
        return make_engine(settings().database_url)
    return tour(Console(quiet=True), folder, clock.now())


def _paper(engine: Engine, workspace: str, folder: Path) -> None:
    with writing(engine, None) as connection:
        review = read_review(caller_of(connection, workspace), week_of(clock.now().date()), clock.now())
    for paper in PAPERS:
        made = pypdfium2.PdfDocument(review_file(review, "pdf", settings().public_url, paper))
        for number, page in enumerate(made, 1):
            page.render(scale=SHARP).to_pil().save(folder / f"review-{paper}-{number}.png")


def _pages(browser: Browser, engine: Engine, workspace: str, address: str, folder: Path) -> None:
    for name, look in LOOKS.items():
        page = browser.new_page(viewport={"width": look.width, "height": look.height}, color_scheme=look.colours)
        page.emulate_media(media=look.media)
        page.goto(_link(engine, workspace, address))
        for page_name, path in pages_of(engine, workspace).items():
            _shoot(page, address + path, folder / f"{page_name}-{name}.png")
        page.close()


def _link(engine: Engine, workspace: str, address: str) -> str:
    with writing(engine, None) as connection:
        return sign_in_link(connection, caller_of(connection, workspace).workspace_id, address, clock.now())


def pages_of(engine: Engine, workspace: str) -> dict[str, str]:
    """Each page once, and an account of each posture."""
    with reading(engine, None) as connection:
        caller = caller_of(connection, workspace)
        items = list_assessments(caller)
    first = {(item["posture"] if item["effectiveness"] else item["state"]): item["leadline_id"] for item in items[::-1]}
    return {
        "monday": "/",
        "monday-filtered": "/?posture=managed_only&aim=grow",
        "readiness": "/readiness",
        "mapping": "/mapping",
        "source": f"/mapping/sources/{caller.source_id}",
        "imports": "/imports",
        "portfolio": "/portfolio",
        "policy": "/policy",
        "privacy": "/privacy",
        "person": f"/people/{next(item['owner']['leadline_id'] for item in items if item['owner'])}",
        "backtest": "/backtest",
        "review": f"/reviews/{week_of(clock.now().date())}",
        "timeline": f"/accounts/{items[0]['leadline_id']}/timeline",
        "plan": f"/accounts/{items[0]['leadline_id']}/records/scenario",
        "missing": "/accounts/999999999",
        **{f"account-{name}": f"/accounts/{number}" for name, number in first.items()},
    }


def widgets_of(engine: Engine, workspace: str) -> dict[str, str]:
    """Each widget as a page; of one account, the one of most weight."""
    with reading(engine, None) as connection:
        account = list_assessments(caller_of(connection, workspace))[0]["account_id"]
    about = {name: urlencode({"account_id": account}) if name in OF_AN_ACCOUNT else "" for name in NAMES}
    return {name: f"/v1/widgets/{name}.html?{query}" for name, query in about.items()}


def _shoot(page: Page, address: str, file: Path, *, whole: bool = True) -> None:
    answer = page.goto(address)
    assert answer
    assert answer.status < 500, f"{address} answered {answer.status}"
    page.screenshot(path=file, full_page=whole)
    over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    print(file, f"is {over} pixels too wide" if over > 0 else "")


def _widgets(browser: Browser, engine: Engine, workspace: str, address: str, folder: Path) -> None:
    """Each as a frame shows it, and as the picture of that size, of the account of most weight."""
    with writing(engine, None) as connection:
        caller = caller_of(connection, workspace)
        key = create_key(connection, caller.workspace_id, caller.source_id, ["read"])
    headers = {"Authorization": f"Bearer {key}"}
    for (width, height), colours in product(WIDGET_SIZES, COLOURS):
        page = browser.new_page(
            viewport={"width": width, "height": height}, color_scheme=colours, extra_http_headers=headers
        )
        for name, path in widgets_of(engine, workspace).items():
            file = folder / f"widget-{name}-{width}-{colours}"
            _shoot(page, address + path, file.with_suffix(".png"), whole=False)
            asked = httpx.URL(address + path.replace(".html", ".png")).copy_merge_params(
                {"width": width, "height": height, "theme": colours}
            )
            picture = httpx.get(asked, headers=headers).raise_for_status()
            file.with_name(f"{file.name}-picture.png").write_bytes(picture.content)
        page.close()


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
