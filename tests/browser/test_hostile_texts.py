"""A company whose every text is hostile, on every page and in every widget: shown as text, and nothing else happens."""

import re
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree

import httpx
import pytest
from playwright.sync_api import Page
from pydantic import BaseModel
from sqlalchemy import Engine

from app import clock
from app.db import writing
from app.demo.company import demo_records
from app.domain.records import RECORD_TYPES
from app.services.ingest_records import Incoming, ingest_records
from app.services.keys import create_key
from app.services.reassess_accounts import settle
from app.services.workspaces import caller_of, ensure_source, ensure_workspace
from app.settings import settings
from tests.browser.screenshots import pages_of, widgets_of
from tests.conftest import NewDatabase
from tests.routers.test_pages import form_token

pytestmark = pytest.mark.browser
Serve = Callable[[Engine], SimpleNamespace]
LONG = (
    """ </title></textarea></svg><script>alert(1)</script><img src=//evil.example/x onerror=alert(2)>"""
    """<svg onload=alert(3)><a xlink:href="javascript:alert(4)">'"`{{7*7}}{%x%}${7*7}%(x)s%s"""
    """&lt;\u202e\x01\x1b[1m\ufffe\u2028"""
)
SHORT = "<img src=//evil.example onerror=alert(5)>"
ID = "'\"><svg onload=alert(6)>{{7*7}}"
TEXTS = {"name", "title", "team", "industry", "department", "stage", "next_step", "note", "what", "what_if", "subject"}
TEXTS |= {"body", "pause_reason", "country"}
FORBIDDEN = """(pages) => {
  const found = [], ours = [location.origin, pages];
  for (const each of document.querySelectorAll('*')) {
    const isOurs = !each.textContent && each.src?.startsWith(location.origin + '/static/');
    if (each.localName === 'script' && !isOurs) found.push('script');
    for (const {name, value} of each.attributes) {
      const bare = name.replace('xlink:', ''), to = URL.canParse(value, location) && new URL(value, location);
      if (bare.startsWith('on')) found.push(name);
      const leads = ['href', 'src', 'action', 'formaction'].includes(bare);
      if (leads && to.protocol !== 'data:' && !ours.includes(to.origin)) found.push(`${name}=${value}`);
    }
  }
  return found;
}"""
"""What runs or leads elsewhere and is none of ours."""


def hostile(row: dict[str, Any]) -> dict[str, Any]:
    """The row with its texts and ids made hostile: the same text in the same way wherever it stands."""
    model = RECORD_TYPES[row["type"]]
    ids = {"id", "record_id", "given_by", "given_to", *model.references}
    if row.get("field") == "owner_id":
        ids |= {"old", "new"}
    changed = {"old", "new"} if row.get("field") == "stage" else set()
    found = dict(row)
    for name, value in row.items():
        if name in ids and value:
            found[name] = value + ID if isinstance(value, str) else [each + ID for each in value]
        elif name in TEXTS | changed and value:
            found[name] = next((text for text in (value + LONG, value + SHORT) if _fits(model, row, name, text)), value)
        elif name == "options":
            found[name] = [{**each, "what": each["what"] + LONG, "owner_id": each["owner_id"] + ID} for each in value]
    return found


def _fits(model: type[BaseModel], row: dict[str, Any], name: str, text: str) -> bool:
    try:
        model.model_validate({**row, name: text})
    except ValueError:
        return False
    return True


@pytest.fixture(scope="module")
def company(new_sqlite_database: NewDatabase) -> Iterator[Engine]:
    now = clock.now()
    rows = [hostile(row) for row in demo_records(now.date())]
    with new_sqlite_database() as engine:
        with writing(engine, None) as connection:
            workspace_id = ensure_workspace(connection, "acme")
            source_id = ensure_source(connection, workspace_id, "crm", now)
            incoming = [Incoming(row["type"], RECORD_TYPES[row["type"]].model_validate(row)) for row in rows]
            ingest_records(connection, workspace_id, source_id, incoming, now)
        settle(engine, workspace_id, now)
        yield engine


def said(page: Page, address: str) -> list[str]:
    """Hostile answers in every form of the pages; gives the pages they lead to."""
    token = form_token(page.request.get(address).text())
    monday = page.request.get(address).text()
    account = re.findall(r'href="(/accounts/\d+)"', monday)[0]
    shown = page.request.get(address + account).text()

    def post(path: str, **fields: str) -> str:
        answer = page.request.post(address + path, form={"form_token": token, **fields}, max_redirects=0)
        assert answer.status in (200, 303), (path, answer.text())
        return answer.headers.get("location", path)

    found = [account]
    for path in dict.fromkeys(re.findall(r'action="(/flags/f_\d+)"', shown)):
        post(path, status="disagreed", reason=LONG, back=account)
    post(f"{account}/actions", what=LONG, due_on="2099-01-01")
    for kind, fields in {
        "change": {"kind": "other", "noticed_on": "2026-01-01", "note": LONG},
        "scenario": {"what_if": LONG, "options/0/what": LONG},
        "commitment": {"made_by": "us", "what": LONG},
    }.items():
        made = post(f"{account}/records/{kind}", id=f"{len(kind):016x}", **fields)
        found.append("/records/" + made.partition("#")[2].replace("-", "/"))
        filled = {name: LONG for name in fields if name != "noticed_on"}
        found.append(f"{account}/records/{kind}?{urlencode(filled)}")
    post("/mapping", about="stage", word=LONG[:200], means="won")
    post("/mapping", about="title", word=f"Chief {LONG}"[:200], means="5")
    draft = post("/policy/drafts", document="lines: {effectiveness: 61}")
    post(f"{draft}/publish", reason=LONG, author=LONG[:200])
    found.append(post("/policy/drafts", document="lines: {effectiveness: 62}"))
    quoted = '"' + LONG.replace('"', '""') + '"'
    rows = f"id,name,{quoted},aim\n{','.join([quoted] * 4)}\n".encode()
    form = {"form_token": token, "source": "crm"}
    file = {"name": f"accounts{SHORT}.csv", "mimeType": "text/csv", "buffer": rows}
    sent = page.request.post(f"{address}/imports", multipart={**form, "file": file}, max_redirects=0)  # type: ignore[dict-item]
    assert sent.status == 303, sent.text()
    return [*found, sent.headers["location"], "/mapping"]


def test_whatever_is_written_is_text(company: Engine, live_server: Serve, page: Page) -> None:
    alerts: list[str] = []
    page.on("dialog", lambda dialog: (alerts.append(dialog.message), dialog.dismiss()))
    server = live_server(company)
    page.goto(re.findall(r"http://\S+/sign-in\?token=\S+", "".join(server.lines))[0])
    filters = dict.fromkeys(("team", "owner", "country", "tier", "aim", "posture", "sort"), LONG)
    paths = [path for name, path in pages_of(company, "acme").items() if name != "missing"]
    paths += [*said(page, server.url), f"/?{urlencode(filters)}", f"/search?{urlencode({'q': LONG})}", "/search?q=img"]
    paths += [f"/backtest?{urlencode({'policy': LONG})}"]
    named = 0
    for path in paths:
        answer = page.goto(server.url + path)
        assert answer
        assert answer.ok, path
        for frame in page.frames:
            assert frame.evaluate(FORBIDDEN, server.url) == [], path
            text = frame.locator("body").text_content() or ""
            assert "`49" not in text, path
            named += "alert(1)</script>" in text
    assert named > 15
    assert not alerts


def test_whatever_is_written_is_text_in_widgets(company: Engine, live_server: Serve, page: Page) -> None:
    with writing(company, None) as connection:
        caller = caller_of(connection, "acme")
        key = create_key(connection, caller.workspace_id, caller.source_id, ["read"])
    headers = {"Authorization": f"Bearer {key}"}
    page.set_extra_http_headers(headers)
    alerts: list[str] = []
    page.on("dialog", lambda dialog: (alerts.append(dialog.message), dialog.dismiss()))
    address = live_server(company).url
    for path in widgets_of(company, "acme").values():
        page.goto(address + path)
        assert page.evaluate(FORBIDDEN, settings().public_url) == [], path
        picture = ElementTree.fromstring(httpx.get(address + path.replace(".html", ".svg"), headers=headers).content)
        for each in picture.iter():
            assert not each.tag.endswith(("script", "foreignObject")), path
            assert not [name for name in each.attrib if name.startswith("on")], path
    assert not alerts
