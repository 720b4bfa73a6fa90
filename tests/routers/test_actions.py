"""Agreeing, answering and listing actions, and the facts that do them while accounts are judged."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, update

from app.db import writing
from app.models.action import ACTION
from app.services.weekly_review import week_of
from tests.clients import client_of

TODAY = datetime.now(UTC).date()
FRIDAY = (TODAY + timedelta(days=5)).isoformat()


def hours(number: float) -> str:
    return (datetime.now(UTC) + timedelta(hours=number)).isoformat()


def put(caller: TestClient, path: str, **fields: Any) -> None:
    answer = caller.put(f"/v1/{path}", json=fields)
    assert answer.status_code in (200, 201), answer.text


@pytest.fixture
def caller(engine: Engine) -> TestClient:
    """An account looked after by Kim, whose buyer we meet often, and whose CFO we never met."""
    caller = client_of(engine)
    put(caller, "users/U1", name="Kim Berg")
    put(caller, "users/U2", name="Luis Prado")
    put(caller, "accounts/A1", name="Northgate Foods", owner_id="U1", aim="grow", employees=300)
    put(caller, "accounts/A2", name="Halden Rail")
    put(caller, "contacts/C1", account_id="A1", name="Dana Ruiz", title="CFO")
    put(caller, "contacts/C2", account_id="A1", name="Pat Lind", title="Buyer")
    put(caller, "contacts/C9", account_id="A2", name="Somebody Else", title="CFO")
    for number in range(4):
        about = {"account_id": "A1", "contact_ids": ["C2"], "outcome": "held", "start_at": hours(-24 * number - 24)}
        put(caller, f"activities/M{number}", kind="meeting", **about)
    return caller


def agree(caller: TestClient, **fields: Any) -> dict[str, Any]:
    answer = caller.post("/v1/actions", json={"account_id": "A1", "due_on": FRIDAY, **fields})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def read(caller: TestClient, action: dict[str, Any]) -> dict[str, Any]:
    items = caller.get("/v1/actions").json()["items"]
    return next(item for item in items if item["id"] == action["id"])


def move(engine: Engine, caller: TestClient, **values: Any) -> None:
    """As if what was agreed had been agreed on another day."""
    with writing(engine, caller.workspace_id) as connection:
        connection.execute(update(ACTION).values(values))


MEET = {"code": "meet", "type": "contact", "id": "C1"}


def test_a_cure_agreed_is_worded_by_its_cure_and_done_by_the_owner(caller: TestClient) -> None:
    action = agree(caller, cure=MEET)
    assert action["what"] == "Meet Dana Ruiz, CFO"
    assert (action["user_id"], action["user"]["name"], action["due_on"]) == ("U1", "Kim Berg", FRIDAY)
    assert (action["status"], action["late"], action["agreed_by"]) == ("open", False, "crm")
    put(caller, "contacts/C1", account_id="A1", name="Dana Ruiz-Moss", title="CFO")
    assert read(caller, action)["what"] == "Meet Dana Ruiz-Moss, CFO", "names are never copied"


def test_a_mail_nobody_answered_leaves_it_open_and_a_meeting_does_it(caller: TestClient) -> None:
    action = agree(caller, cure=MEET)
    mail = {"kind": "email", "account_id": "A1", "contact_ids": ["C1"], "direction": "outbound"}
    put(caller, "activities/N1", **mail, completed_at=datetime.now(UTC).isoformat())
    assert read(caller, action)["status"] == "open"
    meeting = {"kind": "meeting", "account_id": "A1", "contact_ids": ["C1"], "outcome": "held", "subject": "Lunch"}
    put(caller, "activities/N2", **meeting, completed_at=datetime.now(UTC).isoformat())
    done = read(caller, action)
    assert (done["status"], done["done_on"], done["late"]) == ("done", TODAY.isoformat(), False)
    fact = done["done_by_fact"]
    assert (fact["type"], fact["id"], fact["on"]) == ("activity", "N2", TODAY.isoformat())
    assert fact["says"].startswith("“Lunch” on ")


def test_a_step_that_is_dated_by_a_patch_does_it(caller: TestClient) -> None:
    put(caller, "opportunities/O1", account_id="A1", name="Cold store", created_at=hours(-48), updated_at=hours(-48))
    put(caller, "opportunities/O2", account_id="A1", next_step_due_on=FRIDAY, created_at=hours(-48))
    action = agree(caller, cure={"code": "date_next_step", "type": "opportunity", "id": "O1"})
    caller.patch("/v1/opportunities/O1", json={"next_step_due_on": FRIDAY})
    assert read(caller, action)["done_by_fact"]["says"].startswith("“Cold store”: next step dated on")


def test_what_a_person_opened_again_waits_for_a_new_fact(caller: TestClient) -> None:
    action = agree(caller, cure=MEET)
    meeting = {"kind": "meeting", "account_id": "A1", "contact_ids": ["C1"], "outcome": "held"}
    put(caller, "activities/N2", **meeting, completed_at=datetime.now(UTC).isoformat())
    assert read(caller, action)["status"] == "done"
    assert caller.patch(f"/v1/actions/{action['id']}", json={"status": "open"}).json()["done_by_fact"] is None
    put(caller, "activities/N3", kind="note", account_id="A1", completed_at=hours(0))
    assert read(caller, action)["status"] == "open"
    put(caller, "activities/N4", **meeting, completed_at=datetime.now(UTC).isoformat())
    assert read(caller, action)["done_by_fact"]["id"] == "N4"


def test_done_and_dropped_by_hand(caller: TestClient) -> None:
    first, second = agree(caller, what="Ask for the plans"), agree(caller, what="Send the brochure", user_id="U2")
    done = caller.patch(f"/v1/actions/{first['id']}", json={"status": "done"}).json()
    assert (done["status"], done["done_on"], done["done_by_fact"]) == ("done", TODAY.isoformat(), None)
    refused = caller.patch(f"/v1/actions/{second['id']}", json={"status": "dropped"})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/reason")
    dropped = caller.patch(f"/v1/actions/{second['id']}", json={"status": "dropped", "reason": "They moved"}).json()
    assert (dropped["status"], dropped["dropped_reason"], dropped["version"]) == ("dropped", "They moved", 2)
    moved = caller.patch(f"/v1/actions/{second['id']}", json={"due_on": FRIDAY})
    assert moved.json()["errors"][0]["pointer"] == "/due_on", "what has ended is not moved"
    again = caller.patch(f"/v1/actions/{second['id']}", json={"status": "open", "due_on": TODAY.isoformat()}).json()
    assert (again["status"], again["dropped_reason"], again["due_on"]) == ("open", None, TODAY.isoformat())


def test_lists_by_status_account_and_user_in_pages(caller: TestClient) -> None:
    for number in range(3):
        agree(caller, what=f"Thing {number}", user_id="U2" if number else "U1")
    agree(caller, account_id="A2", what="Elsewhere", user_id="U2")
    first = caller.get("/v1/actions?limit=3").json()
    rest = caller.get("/v1/actions", params={"limit": 3, "cursor": first["next_cursor"]}).json()
    assert [item["what"] for item in (*first["items"], *rest["items"])] == [
        "Thing 0",
        "Thing 1",
        "Thing 2",
        "Elsewhere",
    ]
    assert rest["next_cursor"] is None
    asked = {"account_id": "A1", "user_id": "U2", "status": "open"}
    assert [item["what"] for item in caller.get("/v1/actions", params=asked).json()["items"]] == ["Thing 1", "Thing 2"]
    assert caller.get("/v1/actions?status=done").json()["items"] == []
    assert caller.get("/v1/actions?account_id=nobody").json()["items"] == []


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"account_id": "A7", "what": "x"}, "/account_id"),
        ({"account_id": "A2", "what": "x"}, "/user_id"),
        ({"what": "x", "user_id": "U7"}, "/user_id"),
        ({"what": " "}, "/what"),
        ({}, "/what"),
        ({"what": "x" * 501}, "/what"),
        ({"what": "a\x00b"}, "/what"),
        ({"what": "x", "due_on": (TODAY - timedelta(days=2)).isoformat()}, "/due_on"),
        ({"what": "x", "due_on": "soon"}, "/due_on"),
        ({"what": "x", "flag_id": "f_99"}, "/flag_id"),
        ({"what": "x", "flag_id": "f_99999999999999"}, "/flag_id"),
        ({"cure": {**MEET, "id": "C9"}}, "/cure/id"),
        ({"cure": {**MEET, "type": "api_key"}}, "/cure/id"),
        ({"cure": {**MEET, "code": "flatter"}}, "/cure/code"),
        ({"what": "x", "review_week": "next"}, "/review_week"),
        ({"what": "x", "colour": "red"}, "/colour"),
    ],
)
def test_what_does_not_fit_is_named(caller: TestClient, fields: dict[str, Any], pointer: str) -> None:
    answer = caller.post("/v1/actions", json={"account_id": "A1", "due_on": FRIDAY, **fields})
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]
    assert caller.get("/v1/actions").json()["items"] == []


def test_another_workspace_sees_and_changes_nothing(engine: Engine, caller: TestClient) -> None:
    action = agree(caller, what="Ours")
    stranger = client_of(engine, "other")
    assert stranger.get("/v1/actions").json()["items"] == []
    for id_ in (action["id"], "a_99", "a_x", "f_1"):
        assert stranger.patch(f"/v1/actions/{id_}", json={"status": "done"}).status_code == 404
    assert read(caller, action)["status"] == "open"
    reader = client_of(engine, scopes=("read",))
    assert reader.post("/v1/actions", json={"account_id": "A1", "what": "x", "due_on": FRIDAY}).status_code == 403


def test_the_review_checks_what_was_agreed_the_week_before(engine: Engine, caller: TestClient) -> None:
    done, dropped, late = (agree(caller, what=what) for what in ("Done", "Dropped", "Late"))
    monday = TODAY - timedelta(days=TODAY.weekday())
    agreed_at = datetime.combine(monday - timedelta(days=5), datetime.min.time(), UTC)
    move(engine, caller, agreed_at=agreed_at, due_on=monday - timedelta(days=3))
    caller.patch(f"/v1/actions/{done['id']}", json={"status": "done"})
    caller.patch(f"/v1/actions/{dropped['id']}", json={"status": "dropped", "reason": "No longer needed"})
    decisions = caller.get(f"/v1/reviews/{week_of(TODAY)}").json()["decisions"]
    assert decisions["sentence"] == "3 agreed: 1 done, 1 late, 1 dropped."
    assert {item["id"]: item["late"] for item in decisions["items"]}[late["id"]] is True
    moved = decisions["items"][0]["moved"]
    assert (moved["then"], moved["now"]["posture"]) == (None, "not_known"), "nothing was said yet five days ago"
    assert decisions["helped"]["asked"] == 0


def test_of_two_tasks_one_is_done_then_both(engine: Engine, caller: TestClient) -> None:
    for number in (1, 2):
        put(caller, f"activities/T{number}", kind="task", account_id="A1", status="planned", due_at=hours(-50))
    action = agree(caller, cure={"code": "finish_all", "type": "activity", "id": "T1"})
    assert action["progress"] is None
    move(engine, caller, open_since_at=datetime.now(UTC) - timedelta(hours=5))
    for number, progress in ((1, {"done": 1, "of": 2, "says": "1 of 2 done"}), (2, None)):
        done = {"status": "done", "due_at": hours(-50), "completed_at": hours(-1)}
        put(caller, f"activities/T{number}", kind="task", account_id="A1", **done)
        assert read(caller, action)["progress"] == progress
    closed = read(caller, action)
    assert (closed["status"], closed["done_by_fact"]["says"][:16]) == ("done", "All 2 parts done")
    reopened = caller.patch(f"/v1/actions/{action['id']}", json={"status": "open"}).json()
    assert (reopened["status"], reopened["progress"]) == ("open", None)


def test_whether_it_helped_is_asked_after_sixty_days(engine: Engine, caller: TestClient) -> None:
    cure = {"code": "start_deal", "type": "account", "id": "A1"}
    action = agree(caller, cure=cure)
    caller.patch(f"/v1/actions/{action['id']}", json={"status": "done"})
    with writing(engine, caller.workspace_id) as connection:
        from app.models.assessment_said import ASSESSMENT_SAID as SAID

        early = datetime.now(UTC) - timedelta(days=120)
        said = connection.execute(SAID.select().order_by(SAID.c.id.desc())).mappings().first()
        assert said
        band = {"verdict": "no", "line": 60, "answers": []}
        for days, low in ((0, 10.0), (50, 40.0)):
            body = {**said["body"], "effectiveness": {**band, "low": low, "high": 90.0}}
            row = {**said, "body": body, "assessed_at": early + timedelta(days=days)}
            connection.execute(SAID.insert().values({name: row[name] for name in row if name != "id"}))
        connection.execute(
            update(ACTION).values(agreed_at=early + timedelta(days=1), done_on=(early + timedelta(days=10)).date())
        )
    helped = caller.get(f"/v1/reviews/{week_of(TODAY)}").json()["decisions"]["helped"]
    assert (helped["asked"], helped["helped"], helped["enough"]) == (1, 1, False)
    assert helped["sentence"] == "Of those done 60 days ago, 1 of 1 helped. Too few to say more."
