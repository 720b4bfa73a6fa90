"""The page that says what the CRM's own words were read as, and puts it right."""

import re

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from tests.clients import client_of
from tests.routers.managed_account import ROWS, ago
from tests.routers.test_import_pages import say, words_in
from tests.routers.test_pages import signed_in

NASTY = '</td><script>alert(1)</script>"'
STAGED = [
    {"id": "o1", "stage": "Angebot raus", "created_at": ago(60), "started_by": "us"},
    {"id": "o2", "stage": "angebot raus ", "created_at": ago(50), "started_by": "us"},
    {"id": "o3", "stage": "Talks", "stage_kind": "open", "created_at": ago(50), "started_by": "us"},
    {"id": "o4", "stage": NASTY, "created_at": ago(50), "started_by": "us"},
]
PEOPLE = [{"id": "p1", "title": "Sachbearbeiter Guru"}, {"id": "p2", "title": "CFO"}, {"id": "p3", "title": NASTY}]


@pytest.fixture
def crm(engine: Engine) -> TestClient:
    client = client_of(engine, scopes=("read", "ingest", "admin"))
    deals = [{"type": "opportunity", "account_id": "1", "kind": "expansion", **deal} for deal in STAGED]
    people = [{"type": "contact", "account_id": "1", **each} for each in PEOPLE]
    owner = {"type": "account", "id": "2", "owner_id": "ghost"}
    answer = client.post("/v1/imports", json=[*ROWS, *deals, *people, owner])
    assert answer.json()["summary"]["refused"] == 0, answer.text
    return client


@pytest.fixture
def person(crm: TestClient, engine: Engine) -> TestClient:
    return signed_in(engine)


def rows_in(html: str, section: str) -> list[str]:
    part = html.partition(f'<section id="{section}">')[2].partition("</section>")[0]
    return [words_in(row) for row in re.findall(r"<tr[ >].*?</tr>", part, re.DOTALL)][1:]


def applies(crm: TestClient, question: str) -> str:
    answers = crm.get("/v1/accounts/1/assessment").json()["effectiveness"]["answers"]
    return str(next(each["sentence"] for each in answers if each["question"] == question))


def test_what_is_not_understood_comes_first_and_one_click_puts_it_right(person: TestClient, crm: TestClient) -> None:
    shown = person.get("/mapping").text
    assert [row.split("not understood")[0].strip() for row in rows_in(shown, "stage")][:1] == ["Angebot raus"]
    assert "Talks as the CRM says" in rows_in(shown, "stage")[-1]
    assert "<script>alert" not in shown
    before = applies(crm, "support_lined_up")
    assert say(person, "/mapping", about="stage", word="Angebot raus", means="proposal").status_code == 303
    assert applies(crm, "support_lined_up") != before, "two more proposals stand on few people"
    row = next(row for row in rows_in(person.get("/mapping").text, "stage") if row.strip().startswith("Angebot raus"))
    assert "as your company says" in row
    policy = crm.get("/v1/policy").json()
    assert policy["policy"]["stage_map"] == {"angebot raus": "proposal"}
    assert policy["reason"] == "The stage “Angebot raus” means: a proposal."
    say(person, "/mapping", about="stage", word="ANGEBOT RAUS", means="")
    assert applies(crm, "support_lined_up") == before, "taken back, it is as it was"


def test_what_a_person_says_of_a_stage_wins_over_what_the_crm_sends(person: TestClient, crm: TestClient) -> None:
    before = applies(crm, "support_lined_up")
    say(person, "/mapping", about="stage", word="talks", means="proposal")
    assert applies(crm, "support_lined_up") != before


def test_a_title_is_put_right_for_everybody_who_bears_it(person: TestClient, crm: TestClient) -> None:
    shown = rows_in(person.get("/mapping").text, "title")
    assert "Sachbearbeiter Guru no word of rank in it" in "".join(shown)
    assert "CFO from its words" in words_in(person.get("/mapping").text)
    crm.put("/v1/activities/m", json={
        "kind": "meeting", "account_id": "1", "contact_ids": ["p1"], "outcome": "held", "completed_at": ago(3),
    })  # fmt: skip
    assert "none senior" in applies(crm, "right_people") or "nobody senior" in applies(crm, "right_people").lower()
    before = applies(crm, "right_people")
    say(person, "/mapping", about="title", word="Sachbearbeiter Guru", means="5")
    assert applies(crm, "right_people") != before


def test_what_no_field_and_no_word_is_changes_nothing(person: TestClient, crm: TestClient) -> None:
    for about, word, means in (
        ("stage", "Talks", "excellent"), ("stage", "  ", "won"), ("title", "CFO", "6"), ("weather", "x", "won"),
        ("activity.kind", "Chat", "chat"), ("stage", "x" * 300, "won"),
    ):  # fmt: skip
        assert say(person, "/mapping", about=about, word=word, means=means).status_code == 422, (about, word, means)
    assert person.post("/mapping", data={"about": "stage", "word": "Talks", "means": "won"}).status_code == 403
    assert crm.get("/v1/policy").json()["version"] == 1


def test_whoever_owns_accounts_and_was_never_sent_is_named(person: TestClient) -> None:
    people = words_in(person.get("/mapping").text.partition("Your people")[2])
    assert "1 named as owner or in the work, and never sent 1 account" in people
    assert "ghost. Drop users.csv" in people


def test_words_of_single_records_are_understood_too(person: TestClient, crm: TestClient) -> None:
    body = {"kind": "Phone call", "account_id": "1", "completed_at": ago(2)}
    assert crm.put("/v1/activities/x", json=body).status_code == 422
    say(person, "/mapping", about="activity.kind", word="Phone Call", means="call")
    assert crm.put("/v1/activities/x", json=body).json()["kind"] == "call"
    assert "“phone call” means call" in words_in(person.get("/mapping").text)


def test_all_that_we_propose_is_taken_at_once(person: TestClient, crm: TestClient) -> None:
    for id_, stage in (("w", "Closed - Won"), ("n", "Negotiation/Review"), ("x", "Kaffeetrinken")):
        crm.put(f"/v1/opportunities/{id_}", json={"account_id": "1", "stage": stage})
    assert "Take all 2 proposals" in person.get("/mapping").text
    assert say(person, "/mapping", about="proposed").status_code == 303
    policy = crm.get("/v1/policy").json()
    assert policy["policy"]["stage_map"] == {"closed - won": "won", "negotiation/review": "proposal"}
    assert "Closed - Won” means: won" in policy["reason"]
    assert "proposals" not in words_in(person.get("/mapping").text).partition("Stages")[0]
