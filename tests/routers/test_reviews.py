"""The weekly review over HTTP: in every form, for everybody or a few, frozen once made."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Connection, Engine

from app.db import reading, writing
from app.services.arrived_since import arrived_since
from app.services.review_scope import WHOLE, Scope
from app.services.show_records import Caller
from app.services.weekly_review import make_review, read_review, week_of
from tests.clients import client_of
from tests.routers.managed_account import ROWS, ago

WEEK = week_of(datetime.now(UTC).date())
FORMS = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
OTHERS = [
    {"type": "user", "id": "lu", "name": "Lu", "team": "US"},
    {
        "type": "account",
        "id": "u",
        "name": "Upland",
        "tier": "A",
        "owner_id": "lu",
        "relationship": "customer",
        "created_at": ago(800),
    },
    {"type": "user", "id": "new", "name": "Newcomer", "team": "US"},
]  # fmt: skip


@pytest.fixture
def client(engine: Engine) -> TestClient:
    client = client_of(engine)
    assert client.post("/v1/imports", json=[*ROWS, *OTHERS]).json()["summary"]["refused"] == 0
    return client


def review(client: TestClient, **query: str) -> dict[str, Any]:
    answer = client.get(f"/v1/reviews/{WEEK}", params=query)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def names(found: dict[str, Any]) -> set[str]:
    return {each["name"] for each in found["quadrant"]}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_by_suffix_and_by_what_is_accepted(client: TestClient, form: str) -> None:
    by_suffix = client.get(f"/v1/reviews/{WEEK}.{form}")
    accepted = client.get(f"/v1/reviews/{WEEK}", headers={"accept": FORMS[form].split(";")[0]})
    assert by_suffix.headers["content-type"] == accepted.headers["content-type"] == FORMS[form]
    assert f'weekly-review-{WEEK}.{form}"' in by_suffix.headers["content-disposition"]
    assert by_suffix.content == accepted.content


def test_json_is_what_a_program_gets_that_accepts_anything(client: TestClient) -> None:
    assert client.get(f"/v1/reviews/{WEEK}", headers={"accept": "*/*"}).json() == review(client)
    assert client.get(f"/v1/reviews/{WEEK}.json").json() == review(client)
    assert client.get(f"/v1/reviews/{WEEK}.docx").status_code == 422


def test_a_team_or_an_owner_sees_their_accounts_in_the_same_frozen_week(client: TestClient) -> None:
    assert names(review(client)) == {"Northgate", "Elsewhere", "Upland"}
    assert names(review(client, team="EMEA")) == {"Northgate"}
    mine = review(client, owner_id="lu")
    assert names(mine) == {"Upland"}
    assert (mine["scope_name"], mine["made_at"]) == ("Lu", review(client)["made_at"])


def test_somebody_without_accounts_has_an_empty_review_not_everybodys(client: TestClient) -> None:
    empty = review(client, owner_id="new")
    assert (empty["quadrant"], empty["accounts"], empty["scope"]) == ([], [], empty["scope"])
    assert empty["headline"]["growth_accounts"] == 0
    assert review(client, team="No such team")["quadrant"] == []


@pytest.mark.parametrize(
    ("query", "pointer"), [({"owner_id": "nobody"}, "/owner_id"), ({"owner_id": "lu", "team": "US"}, "/team")]
)
def test_who_is_meant_must_be_known_and_one(client: TestClient, query: dict[str, str], pointer: str) -> None:
    answer = client.get(f"/v1/reviews/{WEEK}", params=query)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == pointer


def test_frozen_to_the_byte_while_late_records_arrive_beside_it(engine: Engine, client: TestClient) -> None:
    addresses = [f"/v1/reviews/{WEEK}{suffix}" for suffix in ("", ".pdf", ".xlsx", ".html", "?team=EMEA")]
    before = {address: client.get(address).content for address in addresses}
    with reading(engine, client.workspace_id) as connection:
        assert arrived_since(Caller(connection, client.workspace_id, 1), WEEK)["sentence"] is None

    met = {"type": "activity", "kind": "meeting", "account_id": "1", "contact_ids": ["cfo"], "outcome": "held"}
    late = [{**met, "id": f"late{n}", "subject": "Plan", "completed_at": ago(10 + n)} for n in range(3)]
    ours = {"type": "opportunity", "account_id": "1", "kind": "expansion", "started_by": "us", "created_at": ago(20)}
    late += [{**ours, "id": f"ours{n}", "stage_kind": "open", "name": "Idea"} for n in range(9)]
    assert client.post("/v1/imports", json=late).json()["summary"]["stored"] == 12

    assert {address: client.get(address).content for address in addresses} == before
    with reading(engine, client.workspace_id) as connection:
        caller = Caller(connection, client.workspace_id, 1)
        since, elsewhere = (arrived_since(caller, WEEK, scope) for scope in (WHOLE, Scope(team="US")))
    assert since["sentence"] == (
        "Since it was frozen, 9 opportunities and 3 activities came in. The review stays as it was."
    )
    assert [each["name"] for each in since["accounts"]] == ["Northgate"]
    assert elsewhere == {"sentence": None, "accounts": []}


def test_others_write_while_a_review_is_made_and_who_freezes_it_first_is_right(
    engine: Engine, client: TestClient
) -> None:
    now = datetime.now(UTC)

    def caller_of(connection: Connection) -> Caller:
        assert client.put("/v1/accounts/meanwhile", json={"name": "Meanwhile", "owner_id": "lu"}).status_code == 201
        with writing(engine, client.workspace_id) as other:
            faster = Caller(other, client.workspace_id, 1)
            assert "Meanwhile" not in names(read_review(faster, WEEK, now - timedelta(seconds=1)))
        return Caller(connection, client.workspace_id, 1)

    make_review(engine, caller_of, client.workspace_id, WEEK, now)
    first = (now - timedelta(seconds=1)).isoformat()[:19]
    assert {review(client, **scope)["made_at"][:19] for scope in ({}, {"team": "US"}, {"owner_id": "lu"})} == {first}
