"""What pages say comes from one catalogue: a language nobody speaks shows what was left out of it."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from html.parser import HTMLParser
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po
from jinja2 import nodes
from rich.console import Console
from sqlalchemy import Engine, inspect, text

from app import clock
from app.db import reading
from app.demo.tour import tour
from app.services.busiest import busiest_not_led
from app.services.choosing import Wanted
from app.services.read_person import read_person
from app.services.weekly_review import live_review
from app.services.workspaces import caller_of
from app.settings import settings
from app.surfaces.pages.rendering import pages_environment
from app.surfaces.texts.catalogues import catalogues, ngettext
from app.surfaces.texts.gathering import FILE, gathered
from app.surfaces.texts.reader import Reader, reading_as
from tests.browser.screenshots import pages_of
from tests.clients import client_of
from tests.routers.test_pages import signed_in

LANGUAGE = "ka"
"""Its months and its numbers use no Latin letter; what we make of the words uses others than its own."""
KEPT = re.compile(r"%\(\w+\)s|%%|<[^>]*>|&\w+;|\\u\w{4}")
SAID = ("title", "aria-label", "placeholder", "alt", "data-label")
SILENT = {"script", "style", "code"}
MARKS = " .,:;()·“”‘’?!-–+→†…0123456789"  # noqa: RUF001
OURS = ("Leadline", "US$", "UTC", "Salesforce", "HubSpot", "Dynamics", "Pipedrive", "Odoo", "EspoCRM")
"""Names, and what every language writes alike."""
NOT_ASKED = ("review", *(f"account-{each}" for each in ("led", "dormant", "partner", "neglected")))
"""The review is a document in the workspace's language; the rest adds no text of its own."""
LOOKED_BACK = "/backtest?from=2026-01-01&to=2026-03-01&horizon=90d"
OF_AN_ACCOUNT = ("assessment", "timeline?limit=200", "trend")


def elsewhere(said: str) -> str:
    """In letters that no record of the demo company has; what stands for values and marks parts stays."""
    ends = [*(match.span() for match in KEPT.finditer(said)), (len(said), len(said))]
    parts, at = [], 0
    for start, end in ends:
        parts += [
            re.sub("[A-Za-z]", lambda letter: chr(0x1D5A0 + ord(letter[0]) % 32), said[at:start]),
            said[start:end],
        ]
        at = end
    return "".join(parts)


def translated(catalogue: Catalog) -> bytes:
    made = Catalog(locale=LANGUAGE)
    for message in catalogue:
        if message.id:
            ids = message.id if isinstance(message.id, tuple) else (message.id,)
            forms = tuple(elsewhere(each) for each in ids)
            made[message.id] = Message(message.id, forms if len(forms) > 1 else forms[0], flags=message.flags)
    written = BytesIO()
    write_po(written, made)
    return written.getvalue()


@contextmanager
def texts_from(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def forget() -> None:
        settings.cache_clear()
        catalogues.cache_clear()

    monkeypatch.setenv("LEADLINE_TEXTS_FOLDER", str(folder))
    forget()
    yield
    monkeypatch.undo()
    forget()


@pytest.fixture
def nobodys_language(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with files("app").joinpath(FILE).open("rb") as source:
        tmp_path.joinpath(f"{LANGUAGE}.po").write_bytes(translated(read_po(source)))
    with texts_from(tmp_path, monkeypatch):
        yield


class Seen(HTMLParser):
    """What somebody sees of a page, or hears when it is read out."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self._inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in SILENT:
            self._inside.append(tag)
        self.said += [value for name, value in attrs if name in SAID and value]

    def handle_endtag(self, tag: str) -> None:
        if self._inside and self._inside[-1] == tag:
            self._inside.pop()

    def handle_data(self, data: str) -> None:
        if not self._inside:
            self.said.append(data)


def ours(said: str) -> list[str]:
    """What of a text is in plain letters, without the marks around it."""
    parts = re.split("[\U0001d5a0-\U0001d5ff]+|[0-9.,]*[\u10a0-\u10ff]+", said)
    plain = (" ".join(part.split()).strip(MARKS) for part in parts)
    return [part for part in plain if re.search("[A-Za-z]{2}", part)]


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield str(key).replace("_", " ")
            yield from strings(each)
    elif isinstance(value, Sequence):
        for each in value:
            yield from strings(each)


def kept(engine: Engine) -> Iterator[str]:
    with engine.connect() as connection:
        for table in inspect(connection).get_table_names():
            rows = connection.execute(text(f'SELECT * FROM "{table}"'))
            yield from (cell for row in rows for cell in row if isinstance(cell, str))


def judged(engine: Engine, pages: Mapping[str, str]) -> Iterator[Any]:
    """What the API and the services say of the demo company: sentences of the judgement, and records."""
    api = client_of(engine, "demo", scopes=("read", "ingest", "admin"))
    accounts = api.get("/v1/assessments?limit=200").json()["items"]
    ids = {f"/accounts/{each['leadline_id']}": each["account_id"] for each in accounts}
    asked = [f"/v1/accounts/{ids[path]}/{what}" for path in pages.values() if path in ids for what in OF_AN_ACCOUNT]
    for path in ("/v1/readiness", "/v1/portfolio", "/v1/policy", f"/v1{LOOKED_BACK}", *asked):
        answer = api.get(path)
        assert answer.status_code == 200, path
        yield answer.json()
    yield accounts
    yield from kept(engine)
    with reading(engine, api.workspace_id) as connection:
        caller, now = caller_of(connection, "demo"), clock.now()
        yield [live_review(caller, now, Wanted()), live_review(caller, now, Wanted(posture="managed_only", aim="grow"))]
        yield [busiest_not_led(caller), read_person(caller, int(pages["person"].rpartition("/")[2]), now)]


class Known:
    """Looks a text up in what was judged, whole or part by part: names are listed, and long ones cut off."""

    def __init__(self, said: Iterable[str]) -> None:
        self._all = "\n".join(" ".join(each.split()) for each in said).casefold()

    def __contains__(self, said: str) -> bool:
        whole = said.casefold()
        return whole in self._all or all(each.strip(MARKS) in self._all for each in re.split(r"[,;:·]|\. ", whole))


def test_the_catalogue_holds_what_the_pages_say_today() -> None:
    assert files("app").joinpath(FILE).read_bytes() == gathered(), "run: python -m app.surfaces.texts.gathering"


def test_a_page_says_nothing_that_no_translator_has_seen(nobodys_language: None, tmp_path: Path) -> None:
    engine = tour(Console(quiet=True), tmp_path, clock.now())
    assert list(english(engine)) == []
    engine.dispose()


def english(engine: Engine) -> Iterator[tuple[str, str]]:
    """Each page, and what it says that is neither of the catalogue nor of the records and what was judged of them."""
    pages = {name: path for name, path in pages_of(engine, "demo").items() if name not in NOT_ASKED}
    pages |= {"backtest": LOOKED_BACK, "search": "/search?q=a", "nothing-found": "/search?q=%25"}
    known = Known([*OURS, *strings(list(judged(engine, pages)))])
    person = signed_in(engine, "demo")
    person.headers["accept-language"] = LANGUAGE
    for name, path in pages.items():
        answer = person.get(path)
        assert f'<html lang="{LANGUAGE}">' in answer.text, path
        seen = Seen()
        seen.feed(answer.text)
        yield from ((name, said) for each in seen.said for said in ours(each) if said not in known)


def test_a_template_looks_up_texts_only_and_never_what_a_record_says() -> None:
    """A looked-up text may hold marks of a page; a record's never."""
    looked_up = [
        (name, call.lineno)
        for name in pages_environment().list_templates(extensions=["html"])
        for call in parsed(name).find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name in {"_", "gettext", "ngettext"}
        if not isinstance(call.args[0], nodes.Const)
    ]
    assert looked_up == []


def parsed(name: str) -> nodes.Template:
    return pages_environment().parse(files("app").joinpath("templates", name).read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ('msgid "%(low)s to %(high)s"\nmsgstr "%(low)s bis %(hoch)s"\n', "placeholder"),
        ("Sichern", "keyword"),
    ],
)
def test_a_catalogue_that_cannot_be_used_is_refused_with_its_name(
    wrong: str, why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n#, python-format\n'
    tmp_path.joinpath("de.po").write_text(head + wrong, encoding="utf-8")
    with texts_from(tmp_path, monkeypatch), pytest.raises(ValueError, match=rf"de\.po.*{why}"):
        catalogues()


def test_a_language_with_three_plural_forms_has_each_of_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = Catalog(locale="pl")
    made[("day", "days")] = Message(("day", "days"), ("dzień", "dni", "dnia"))
    with tmp_path.joinpath("pl.po").open("wb") as file:
        write_po(file, made)
    with texts_from(tmp_path, monkeypatch), reading_as(Reader("pl", "pl")):
        assert [ngettext("day", "days", number) for number in (1, 3, 5)] == ["dzień", "dni", "dnia"]
    assert [ngettext("day", "days", number) for number in (1, 3, 0.5)] == ["day", "days", "days"]
