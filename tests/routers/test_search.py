"""Searching by name finds the same on both databases, and only what whoever asks may see."""

import re

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from tests.clients import client_of
from tests.company import person
from tests.conftest import NewDatabase
from tests.routers.test_pages import signed_in

RECORDS = [
    {"type": "user", "id": "kim", "name": "Kim Åström", "email": "kim@acme.example", "team": "EMEA"},
    {"type": "user", "id": "luis", "name": "Luis Ortega", "email": "luis@acme.example"},
    {"type": "account", "id": "001A", "name": "Söhne & Müller Straßenbau", "owner_id": "kim"},
    {"type": "account", "id": "001B", "name": "Northgate Foods", "owner_id": "luis"},
    {"type": "account", "id": "001C", "owner_id": "luis"},
    {"type": "account", "id": "001D", "name": "Northgate Old", "owner_id": "luis", "merged_into_id": "001B"},
    {
        "type": "contact",
        "id": "c1",
        "account_id": "001A",
        "name": "Renée Müller",
        "title": "CFO",
        "email": "rm@sm.example",
    },
    {"type": "contact", "id": "c2", "account_id": "001B", "name": "Dana Ruiz-Northcote"},
    {"type": "contact", "id": "c3", "account_id": "001D", "name": "Old Nora"},
    {"type": "contact", "id": "c4", "name": "Nora Nowhere"},
]


@pytest.fixture(scope="module")
def crm(new_database: NewDatabase):  # type: ignore[no-untyped-def]
    with new_database() as engine:
        caller = client_of(engine)
        assert caller.post("/v1/imports", json=RECORDS).json()["summary"]["refused"] == 0
        yield engine, caller


def found(someone: TestClient, asked: str) -> list[str]:
    page = someone.get("/search", params={"q": asked})
    assert page.status_code == 200
    return re.findall(r"<li><span><(?:a href=\"/\w+/\d+[#\w]*\"|b)>([^<]+)</", page.text)


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("sohne", ["Söhne &amp; Müller Straßenbau"]),
        ("STRASSEN", ["Söhne &amp; Müller Straßenbau"]),
        ("mull", ["Söhne &amp; Müller Straßenbau", "Renée Müller"]),
        ("müller renee", ["Renée Müller"]),
        ("foods n", ["Northgate Foods"]),
        ("orthgate", []),
        ("north", ["Northgate Foods", "Dana Ruiz-Northcote"]),
        ("001a", ["Söhne &amp; Müller Straßenbau"]),
        ("001", []),
        ("001C", ["001C"]),
        ("rm@sm.example", ["Renée Müller"]),
        ("astrom", ["Kim Åström"]),
        ("nora", ["Nora Nowhere", "Old Nora"]),
        ("%", []),
        ("_", []),
        ("'; drop table account; --", []),
        ("", []),
    ],
)
def test_any_word_is_found_by_its_beginning(crm: tuple[Engine, TestClient], asked: str, names: list[str]) -> None:
    assert found(signed_in(crm[0]), asked) == names


@pytest.mark.parametrize(
    ("name", "asked", "names"),
    [
        ("kim", "m", ["Söhne &amp; Müller Straßenbau", "Renée Müller"]),
        ("kim", "n", []),
        ("kim", "kim", ["Kim Åström"]),
        ("kim", "luis", []),
        ("luis", "n", ["Northgate Foods", "Dana Ruiz-Northcote", "Old Nora"]),
        ("luis", "001A", []),
    ],
)
def test_nobody_finds_what_they_may_not_see(
    crm: tuple[Engine, TestClient], name: str, asked: str, names: list[str]
) -> None:
    engine, caller = crm
    assert found(person(engine, caller, name), asked) == names


def test_a_new_name_a_changed_one_and_one_that_is_gone_show_at_once(engine: Engine) -> None:
    caller = client_of(engine, scopes=("read", "ingest", "admin"))
    me = signed_in(engine)
    assert found(me, "north") == []
    caller.put("/v1/accounts/1", json={"name": "Northgate"})
    assert found(me, "north") == ["Northgate"]
    caller.patch("/v1/accounts/1", json={"name": "Southgate"})
    assert (found(me, "north"), found(me, "south")) == ([], ["Southgate"])
    caller.put("/v1/contacts/c", json={"name": "Dana Ruiz", "account_id": "1"})
    assert found(me, "ruiz") == ["Dana Ruiz"]
    assert caller.delete("/v1/contacts/c?erase=true").is_success
    assert found(me, "ruiz") == []
    caller.delete("/v1/accounts/1")
    assert found(me, "south") == []


def test_many_are_counted_and_some_are_shown(sqlite_engine: Engine) -> None:
    caller = client_of(sqlite_engine)
    caller.post("/v1/imports", json=[{"type": "account", "id": f"{n}", "name": f"Acme {n:02}"} for n in range(50)])
    me = signed_in(sqlite_engine)
    assert found(me, "acme") == [f"Acme {n:02}" for n in range(20)]
    assert "30 more: write more of the name." in me.get("/search?q=acme").text


def test_what_is_looked_for_is_text(sqlite_engine: Engine) -> None:
    me = signed_in(sqlite_engine)
    for asked in ("<script>alert(1)</script>", '"><img src=x>', "{{ 7 * 7 }}", "\x00\ud800", "x" * 5000):
        page = me.get("/search", params={"q": asked.encode("utf-8", "surrogatepass")})
        assert page.status_code == 200, asked
        assert "<script>alert" not in page.text
        assert "<img" not in page.text
        assert "Nothing that you see is called" in page.text
    assert "Look for an account or a person." in me.get("/search").text
