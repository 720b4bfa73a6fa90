"""Ids on the pages open their record in the CRM they came from, as an admin said where."""

import re
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from tests.clients import client_of
from tests.routers.managed_account import ROWS, ago
from tests.routers.test_import_pages import say
from tests.routers.test_pages import signed_in
from tests.services.test_record_addresses import REFUSED

PATTERN, WORDS = "https://acme.example/{type}/{id}", {"opportunity": "deal", "account": "company", "activity": "task"}
ODD = '"><script>alert(1)?a=b&c#d %2e'
LINK = re.compile(r'<a class="record" href="([^"]+)" target="_blank" rel="noopener noreferrer" aria-label="([^"]+)">')


@pytest.fixture
def crm(engine: Engine) -> TestClient:
    client = client_of(engine, scopes=("read", "ingest", "admin"))
    deal = {"type": "opportunity", "id": ODD, "account_id": "1", "kind": "expansion", "started_by": "customer"}
    change = {"type": "change", "id": "H1", "account_id": "1", "kind": "merger", "noticed_on": ago(30)[:10]}
    rows = [*ROWS, {**deal, "stage_kind": "proposal", "created_at": ago(20)}, change]
    assert client.post("/v1/imports", json=rows).json()["summary"]["refused"] == 0
    return client


def put(crm: TestClient, **said: Any) -> Any:
    return crm.put("/v1/record-address", json=said)


def links(person: TestClient, path: str) -> dict[str, str]:
    """What each link to a record is called, and where it leads."""
    return {called: url for url, called in LINK.findall(person.get(path).text)}


def account(crm: TestClient) -> str:
    return f"/accounts/{crm.get('/v1/accounts/1').json()['leadline_id']}"


def test_ids_become_links_once_it_is_said_where_and_text_again(crm: TestClient, engine: Engine) -> None:
    person, at = signed_in(engine), account(crm)
    assert links(person, at) == {}
    assert 'class="record">opportunity theirs<' in person.get(at).text
    assert "/mapping/sources/" in person.get(at).text, "an admin reads how"
    assert put(crm, pattern=PATTERN, words=WORDS | {"change": "event"}).json() == {
        "source": "crm", "pattern": PATTERN, "words": WORDS | {"change": "event"},
    }  # fmt: skip
    shown = links(person, at)
    assert shown["opportunity theirs in crm"] == "https://acme.example/deal/theirs"
    assert shown["account 1 in crm"] == "https://acme.example/company/1"
    assert shown["change H1 in crm"] == "https://acme.example/event/H1"
    assert shown["activity m0 in crm"] == "https://acme.example/task/m0", "a day of contact"
    assert not [each for each in shown if each.startswith("contact")], "nobody said what the CRM calls a contact"
    assert "/mapping/sources/" not in person.get(at).text
    assert links(person, f"{at}/timeline")["activity m1 in crm"] == "https://acme.example/task/m1"
    assert put(crm, pattern=None).json() == {"source": "crm", "pattern": None, "words": {}}
    assert links(person, at) == {}


def test_an_odd_id_stays_in_the_address_and_on_the_page(crm: TestClient, engine: Engine) -> None:
    put(crm, pattern=PATTERN, words=WORDS)
    person, at = signed_in(engine), account(crm)
    inside = "https://acme.example/deal/%22%3E%3Cscript%3Ealert%281%29%3Fa%3Db%26c%23d%20%252e"
    assert inside in links(person, at).values()
    assert "<script>alert" not in person.get(at).text


def test_what_is_no_address_is_refused_and_changes_nothing(crm: TestClient, engine: Engine) -> None:
    put(crm, pattern=PATTERN, words=WORDS)
    person, source = signed_in(engine), signed_in(engine).get("/mapping").text
    form = re.search(r"/mapping/sources/\d+", source)
    assert form
    for pattern in REFUSED:
        answer = put(crm, pattern=pattern)
        assert answer.status_code == 422, pattern
        assert {error["pointer"] for error in answer.json()["errors"]} == {"/pattern"}, pattern
        for do in ("save", "try"):
            said = say(person, form[0], do=do, pattern=f"{pattern}{{no}}")
            assert said.status_code == 422, pattern
            assert "pattern: " in said.text, pattern
            assert "javascript:" not in "".join(re.findall(r'href="[^"]*', said.text)), pattern
    for wrong in ({}, {"pattern": 1}, {"pattern": PATTERN, "words": []}, {"pattern": PATTERN, "words": {"x": "y"}},
                  {"pattern": PATTERN, "words": {"account": 1}}, {"pattern": PATTERN, "more": 1}):  # fmt: skip
        assert put(crm, **wrong).status_code == 422, wrong
    assert crm.get("/v1/record-address").json()["pattern"] == PATTERN


def test_it_is_tried_before_it_is_saved(crm: TestClient, engine: Engine) -> None:
    person = signed_in(engine)
    form = re.search(r"/mapping/sources/\d+", person.get("/mapping").text)
    assert form
    offered = say(person, form[0], do="HubSpot").text
    assert "/record/{type}/{id}" in offered
    assert 'name="word_opportunity" value="0-3"' in " ".join(offered.split())
    assert say(person, form[0], do="save", pattern="https://<your-domain>.example/{id}").status_code == 422
    tried = say(person, form[0], do="try", pattern=PATTERN, word_opportunity="deal")
    (url,) = (url for url, _ in LINK.findall(tried.text))
    assert url.startswith("https://acme.example/deal/")
    assert "Users, accounts, contacts" in tried.text
    assert crm.get("/v1/record-address").json()["pattern"] is None, "trying keeps nothing"
    assert say(person, form[0], do="save", pattern=PATTERN, word_opportunity="deal").status_code == 303
    assert crm.get("/v1/record-address").json()["words"] == {"opportunity": "deal"}
    assert PATTERN in person.get("/mapping").text
    say(person, form[0], do="none")
    assert crm.get("/v1/record-address").json()["pattern"] is None


def test_each_source_has_its_own_and_each_workspace_too(crm: TestClient, engine: Engine) -> None:
    second = client_of(engine, source="erp", scopes=("read", "ingest", "admin"))
    second.put("/v1/opportunities/9", json={
        "account_id": "crm:1", "kind": "expansion", "started_by": "customer", "stage_kind": "proposal",
        "created_at": ago(9),
    })  # fmt: skip
    put(crm, pattern=PATTERN, words=WORDS)
    put(second, pattern="https://erp.example/{id}")
    shown = links(signed_in(engine), account(crm))
    assert shown["opportunity erp:9 in erp"] == "https://erp.example/9"
    other = client_of(engine, "other", scopes=("read", "ingest", "admin"))
    assert other.get("/v1/record-address").json() == {"source": "crm", "pattern": None, "words": {}}
    other.post("/v1/imports", json=ROWS)
    theirs = signed_in(engine, "other")
    assert links(theirs, account(other)) == {}
    assert "acme.example" not in theirs.get("/mapping").text
    assert client_of(engine).put("/v1/record-address", json={"pattern": None}).status_code == 403
