"""A company whose every name would run, call or lead astray somewhere: in every form we write they are names."""

import csv
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from io import BytesIO, StringIO
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile
from zlib import crc32

import httpx
import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from sqlalchemy import Engine

from app import clock
from app.demo.company import demo_records
from app.domain.records import RECORD_TYPES
from app.services.weekly_review import week_of
from app.services.widgets import NAMES, OF_AN_ACCOUNT
from app.settings import settings
from app.surfaces.reviews.mail import review_mail
from app.surfaces.reviews.outline import outline_of
from app.surfaces.reviews.slack import review_slack
from app.surfaces.reviews.teams import review_teams
from tests.clients import client_of
from tests.surfaces.test_review_forms import cells, strings

Serve = Callable[[Engine], SimpleNamespace]
BITES = (
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "\uff1d1+1",
    "\r\nBcc: x@evil.example\r\n\r\n",
)
LURES = (
    """ <!channel> <@U1> <https://evil.example|pay> [pay](https://evil.example) <at>all</at> *b* ` https://evil.example"""
    """ <script>alert(1)</script><img src=//evil.example/x> #eval("1") $x$ \\ \ufffe\uffff\x01\x1b[1m\u202e\u2028"""
)
TEXTS = {
    "name",
    "title",
    "team",
    "next_step",
    "note",
    "what",
    "what_if",
    "subject",
    "body",
    "pause_reason",
    "department",
}
LIVE = re.compile(r"[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
STEERS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]")
"""Moves a cursor, or turns the letters after it around."""
NUMBER = re.compile(r"-?[\d.]+")
NDJSON = {"content-type": "application/x-ndjson"}
WEEK = week_of(clock.now().date())


def evil(row: dict[str, Any]) -> dict[str, Any]:
    """The same text is made evil in the same way wherever it stands."""
    ids = {"id", "record_id", "given_by", "given_to", *RECORD_TYPES[row["type"]].references}
    ids |= {"old", "new"} if row.get("field") == "owner_id" else set()
    found = dict(row)
    for name, value in row.items():
        if name in ids and value:
            found[name] = _id(value) if isinstance(value, str) else [_id(each) for each in value]
        elif name in TEXTS and value:
            found[name] = (BITES[crc32(value.encode()) % len(BITES)] + value + LURES)[: 200 if name == "team" else 500]
        elif name == "options":
            found[name] = [{**each, "what": "=1+1" + LURES, "owner_id": _id(each["owner_id"])} for each in value]
    return found


def _id(value: str) -> str:
    return f"=1+1 <!channel> {value}"


@pytest.fixture
def caller(sqlite_engine: Engine, live_server: Serve) -> httpx.Client:
    key = client_of(sqlite_engine, scopes=("read", "ingest")).headers["authorization"]
    return httpx.Client(base_url=live_server(sqlite_engine).url, headers={"Authorization": key}, timeout=60)


def got(caller: httpx.Client, path: str, **query: str) -> bytes:
    answer = caller.get(path, params=query)
    assert answer.status_code == 200, (path, answer.text)
    return answer.content


def test_in_every_form_names_are_names(sqlite_engine: Engine, caller: httpx.Client) -> None:
    rows = [evil(row) for row in demo_records(clock.now().date())]
    sent = caller.post("/v1/imports", content="".join(json.dumps(row) + "\n" for row in rows), headers=NDJSON)
    assert sent.json()["summary"]["refused"] == 0, sent.text[:500]
    team = next(row["team"] for row in rows if row.get("team"))
    for scope in ({}, {"team": team}):
        path = f"/v1/reviews/{WEEK}"
        said = json.loads(got(caller, f"{path}.json", **scope))
        assert "<!channel>" in json.dumps(said)
        _on_paper(got(caller, f"{path}.pdf", **scope))
        _in_a_workbook(got(caller, f"{path}.xlsx", **scope))
        _in_a_mail(review_mail(said, settings().public_url).as_bytes())
        outline = outline_of(said, settings().public_url)
        _in_slack(review_slack(outline, settings().public_url, WEEK))
        _in_teams(review_teams(outline, settings().public_url, WEEK))
    account = json.loads(got(caller, "/v1/assessments", sort="priority"))["items"][0]["account_id"]
    for name in NAMES:
        _in_a_widget(caller, f"/v1/widgets/{name}", {"account_id": account} if name in OF_AN_ACCOUNT else {})
    _in_a_terminal(sqlite_engine)


def _on_paper(pdf: bytes) -> None:
    paper = pypdfium2.PdfDocument(pdf)
    assert pdfium.FPDFDoc_GetJavaScriptActionCount(paper) == 0
    text = "".join(page.get_textpage().get_text_range() for page in paper)
    assert "<!channel>" in text
    assert "never met" in text, "not written backwards"
    assert not re.search(rb"/(JavaScript|JS|Launch|OpenAction|SubmitForm|EmbeddedFile)\b", pdf)


def _in_a_workbook(xlsx: bytes) -> None:
    assert any("=1+1" in cell for cell in cells(xlsx)), "and none of them a formula"
    with ZipFile(BytesIO(xlsx)) as parts:
        for name in parts.namelist():
            links = [
                each.get("Target") for each in ElementTree.fromstring(parts.read(name)).iter() if each.get("TargetMode")
            ]
            assert not links, name


def _in_a_mail(sent: bytes) -> None:
    mail = message_from_bytes(sent, policy=policy.default)
    assert {name.lower() for name in mail} == {"subject", "date", "mime-version", "content-type"}
    assert "evil" not in str(mail["subject"])
    plain, html = (mail.get_body((kind,)) for kind in ("plain", "html"))
    assert plain
    assert html
    assert "<!channel>" in plain.get_content()
    assert not STEERS.search(plain.get_content())
    page = html.get_content()
    assert not re.search(r"<(script|img src=//|at>|[^>]* on\w+=)", page)
    assert all(link.startswith(settings().public_url) for link in re.findall(r'href="([^"]*)"', page))


def _in_slack(message: dict[str, Any]) -> None:
    ours = re.compile(rf"<{re.escape(settings().public_url)}/accounts/\d+\|[^<>|]*>")
    parts = [each for block in message["blocks"] for each in (block, block.get("text"), *block.get("elements", ()))]
    marked = [part["text"] for part in parts if part and part.get("type") == "mrkdwn"]
    assert any("&lt;!channel&gt;" in text for text in marked)
    for text in (message["text"], *marked):
        assert not re.search("[<>]", re.sub(r"^>", "", ours.sub("", text), flags=re.MULTILINE)), text
        assert len(text) <= 3000
    assert all(part["verbatim"] for part in parts if part and part.get("type") == "mrkdwn")


def _in_teams(message: dict[str, Any]) -> None:
    (card,) = message["attachments"]

    def marked(node: Any) -> Iterator[str]:
        """Whatever is read as markup: all but runs of text."""
        for each in node if isinstance(node, list) else [node]:
            if isinstance(each, dict) and each.get("type") != "TextRun":
                yield from (value for name, value in each.items() if name != "type" and isinstance(value, str))
                yield from (text for value in each.values() if isinstance(value, dict | list) for text in marked(value))

    assert any("<at>all</at>" in text for text in strings(card["content"]))
    assert not [text for text in strings(card["content"]) if STEERS.search(text)]
    assert not [text for text in marked(card["content"]) if "evil" in text or "channel" in text]
    assert "entities" not in card["content"].get("msteams", {})


def _in_a_terminal(engine: Engine) -> None:
    command = [sys.executable, "-c", "from app.cli import main; main()", "flags", "--workspace", "acme"]
    surroundings = {**os.environ, "LEADLINE_DATABASE_URL": str(engine.url)}
    printed = subprocess.run(command, env=surroundings, capture_output=True, check=True).stdout.decode()
    assert "<!channel>" in printed
    assert not STEERS.search(printed)


def _in_a_widget(caller: httpx.Client, path: str, of: dict[str, str]) -> None:
    table = list(csv.reader(StringIO(got(caller, f"{path}.csv", **of).decode("utf-8-sig"), newline="")))
    exact = json.loads(got(caller, f"{path}.json", **of))["items"]
    assert any("=1+1" in cell for row in table for cell in row)
    assert not [cell for row in table for cell in row if LIVE.match(cell) and not NUMBER.fullmatch(cell)]
    assert any(LIVE.match(str(cell)) for row in exact for cell in row.values()), "JSON holds it as it came"
    for each in ElementTree.fromstring(got(caller, f"{path}.svg", **of)).iter():
        assert not each.tag.endswith(("script", "foreignObject", "image")), path
        assert not [attribute for attribute in each.attrib if attribute.startswith("on")], path
        link = next((value for attribute, value in each.attrib.items() if attribute.endswith("href")), "#")
        assert link.startswith(("#", settings().public_url)), path
    assert got(caller, f"{path}.png", **of).startswith(b"\x89PNG")


def test_refused_rows_are_no_formulas_and_go_in_again_as_they_were_sent(caller: httpx.Client) -> None:
    names = ["=1+1", "'=1+1", "-5", "'-5", "+31 20 555", "@SUM(1)", "\t=1", "plain", "'quoted'"]
    file = StringIO()
    csv.writer(file).writerows([("id", "name", "aim"), *((f"r{nth}", name, "win") for nth, name in enumerate(names))])
    csv_of = {"content": file.getvalue().encode(), "headers": {"content-type": "text/csv", "prefer": "respond-async"}}
    place = caller.post("/v1/imports?type=account", **csv_of).headers["location"]  # type: ignore[arg-type]
    while caller.get(place).json()["state"] in ("queued", "running"):
        pass
    refused = got(caller, f"{place}/refused")
    table = list(csv.reader(StringIO(refused.decode(), newline="")))
    assert not [cell for row in table for cell in row if LIVE.match(cell) and not NUMBER.fullmatch(cell)]
    mended = {**csv_of, "content": refused.replace(b",win", b",grow"), "headers": {"content-type": "text/csv"}}
    again = caller.post("/v1/imports?type=account", **mended)  # type: ignore[arg-type]
    assert again.json()["summary"]["stored"] == len(names), again.text
    assert [caller.get(f"/v1/accounts/r{nth}").json()["name"] for nth in range(len(names))] == names
