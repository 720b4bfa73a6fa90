"""Every page and widget of the demo company, by axe: nothing that keeps somebody from reading or using it."""

import re
from collections.abc import Callable, Iterable, Iterator
from types import SimpleNamespace

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from rich.console import Console
from sqlalchemy import Engine

from app import clock
from app.db import writing
from app.demo.tour import tour
from app.services.keys import create_key
from app.services.workspaces import caller_of
from tests.browser.screenshots import COLOURS, LOOKS, Colours, pages_of, widgets_of

pytestmark = pytest.mark.browser
AXE = Axe()
Serve = Callable[[Engine], SimpleNamespace]


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    engine = tour(Console(quiet=True), tmp_path_factory.mktemp("demo"), clock.now())
    yield engine
    engine.dispose()


@pytest.mark.parametrize("look", ["desktop", "dark", "phone"])
def test_no_page_shuts_anybody_out(company: Engine, live_server: Serve, page: Page, look: str) -> None:
    server = live_server(company)
    link = re.search(r"http://\S+/sign-in\?token=\S+", "".join(server.lines))
    assert link, server.lines
    page.set_viewport_size({"width": LOOKS[look].width, "height": LOOKS[look].height})
    page.emulate_media(color_scheme=LOOKS[look].colours)
    page.goto(link[0])
    # What differs from posture to posture is seen at a desk; colours and widths on one account as well as on all.
    some = {"account-dormant", "account-former", "account-led", "account-led_untidy", "account-neglected", "missing"}
    left_out = {"missing"} if look == "desktop" else some
    addresses = {name: path for name, path in pages_of(company, "demo").items() if name not in left_out}
    assert violations(page, server.url, addresses.values()) == []


@pytest.mark.parametrize("colours", COLOURS)
def test_no_widget_shuts_anybody_out(company: Engine, live_server: Serve, page: Page, colours: Colours) -> None:
    with writing(company, None) as connection:
        caller = caller_of(connection, "demo")
        key = create_key(connection, caller.workspace_id, caller.source_id, ["read"])
    page.set_extra_http_headers({"Authorization": f"Bearer {key}"})
    page.emulate_media(color_scheme=colours)
    assert violations(page, live_server(company).url, widgets_of(company, "demo").values()) == []


def violations(page: Page, address: str, paths: Iterable[str]) -> list[str]:
    found = []
    for path in paths:
        answer = page.goto(f"{address}{path}")
        assert answer
        assert answer.ok, path
        said = AXE.run(page).response
        assert said["passes"], "axe looked at nothing"
        found += [f"{path}: {each['id']}, {each['nodes'][0]['html'][:200]}" for each in said["violations"]]
    return found
