"""What callers read of our judgement, and what people may say back."""

from datetime import UTC, datetime, timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from tests.clients import client_of

NOW = datetime.now(UTC)


def ago(days: float) -> str:
    return (NOW - timedelta(days=days)).isoformat()


ROWS = [
    {"type": "user", "id": "kim", "name": "Kim", "team": "EMEA"},
    {
        "type": "account", "id": "1", "name": "Northgate", "aim": "grow", "employees": 2000, "owner_id": "kim",
        "relationship": "customer", "created_at": ago(800),
    },
    {"type": "contact", "id": "c", "account_id": "1", "name": "Dana Ruiz", "title": "Buyer"},
    # Met as often elsewhere: so what is not recorded here did not happen.
    {"type": "account", "id": "e", "name": "Elsewhere", "created_at": ago(800)},
    {"type": "contact", "id": "d", "account_id": "e", "name": "Lee"},
    *(
        {
            "type": "activity", "id": f"{prefix}{week}", "kind": "meeting", "account_id": account,
            "contact_ids": [contact], "outcome": "held", "status": "done", "subject": "Weekly call",
            "completed_at": ago(7 * week + 1),
        }
        for prefix, account, contact in (("m", "1", "c"), ("e", "e", "d"))
        for week in range(20)
    ),
]  # fmt: skip


@pytest.fixture
def client(engine: Engine) -> TestClient:
    client = client_of(engine)
    assert client.post("/v1/imports", json=ROWS).json()["summary"]["refused"] == 0
    return client


def test_an_account_is_assessed_as_soon_as_its_records_are_in(client: TestClient) -> None:
    said = client.get("/v1/accounts/1/assessment").json()
    assert (said["account_id"], said["name"], said["basis"], said["state"]) == ("1", "Northgate", "said", "assessed")
    answers = said["effectiveness"]["answers"] + said["efficiency"]["answers"]
    assert len(answers) == 8
    assert all(answer["sentence"] for answer in answers)


def test_an_instant_asked_for_is_recomputed_and_told_so(client: TestClient) -> None:
    then = client.get("/v1/accounts/1/assessment", params={"as_of": ago(30)}).json()
    assert then["basis"] == "recomputed"
    assert then["as_of"] < ago(29)
    assert client.get("/v1/accounts/1/assessment?as_of=2026-01-01T00:00:00").status_code == 422


def test_assessments_are_listed_filtered_and_paged(client: TestClient) -> None:
    client.put("/v1/accounts/2", json={"name": "Aldon", "created_at": ago(800)})
    assert [item["account_id"] for item in client.get("/v1/assessments?sort=name").json()["items"]] == ["2", "e", "1"]
    assert [item["account_id"] for item in client.get("/v1/assessments?owner_id=kim").json()["items"]] == ["1"]
    assert [item["account_id"] for item in client.get("/v1/assessments?team=EMEA").json()["items"]] == ["1"]
    assert client.get("/v1/assessments?owner_id=nobody").json()["items"] == []
    first = client.get("/v1/assessments?sort=name&limit=1").json()
    second = client.get(f"/v1/assessments?sort=name&limit=1&cursor={first['next_cursor']}").json()
    assert [item["account_id"] for page in (first, second) for item in page["items"]] == ["2", "e"]
    assert second["next_cursor"]


def test_a_timeline_shows_the_latest_first_with_tag_and_sentence(client: TestClient) -> None:
    page = client.get("/v1/accounts/1/timeline?limit=15").json()
    rest = client.get(f"/v1/accounts/1/timeline?cursor={page['next_cursor']}").json()
    assert [item["id"] for item in page["items"] + rest["items"]] == [f"m{week}" for week in range(20)]
    assert all(item["sentence"] and "purpose" in item["tag"] for item in page["items"])


def ranks(client: TestClient, **asked: str) -> dict[str, tuple[int, bool]]:
    people = client.get("/v1/accounts/1/assessment", params=asked).json()["lines"]["breadth"]["items"]
    return {each["id"]: (each["seniority"], each["inferred"]) for each in people}


def reaching(client: TestClient) -> float:
    answers = client.get("/v1/accounts/1/assessment").json()["effectiveness"]["answers"]
    return float(next(each["score"] for each in answers if each["question"] == "right_people"))


def test_what_a_person_says_of_a_rank_wins_over_title_and_crm_until_it_is_said_again(client: TestClient) -> None:
    reached = reaching(client)
    who, (rank, inferred) = next(iter(ranks(client).items()))
    assert (rank < 4, inferred) == (True, True)
    said = client.put(f"/v1/contacts/{who}/seniority", json={"seniority": 4, "reason": "Signs for the plant"})
    assert (said.status_code, said.json()["seniority"]) == (200, 4)
    assert ranks(client)[who] == (4, False)
    assert reaching(client) == reached + 50, "somebody senior is half of reaching the right people"
    assert ranks(client, known_at=ago(1))[who] == (rank, True), "nobody had said it then"
    title = {"account_id": "1", "title": "Trainee", "seniority": 0, "name": "Bo"}
    assert client.put(f"/v1/contacts/{who}", json=title).status_code == 200
    assert ranks(client)[who] == (4, False)
    assert client.put(f"/v1/contacts/{who}/seniority", json={"seniority": 1}).status_code == 200
    assert ranks(client)[who] == (1, False)


@pytest.mark.parametrize("seniority", [6, -1, None, "4", True, 2.5])
def test_a_rank_is_a_number_from_0_to_5(client: TestClient, seniority: object) -> None:
    assert client.put("/v1/contacts/c/seniority", json={"seniority": seniority}).status_code == 422
    assert client.put("/v1/contacts/none/seniority", json={"seniority": 4}).status_code == 404


def test_a_correction_of_a_tag_wins_and_stays(client: TestClient) -> None:
    corrected = client.put("/v1/activities/m1/tag", json={"purpose": "discovery", "reason": "We asked about plans"})
    assert corrected.status_code == 200
    assert (corrected.json()["purpose"], corrected.json()["decided_by"]) == ("discovery", "correction")
    again = client.put("/v1/activities/m1", json={"kind": "meeting", "subject": "Invoice"}).json()
    assert (again["tag"]["purpose"], again["tag"]["decided_by"]) == ("discovery", "correction")
    assert again["tag"]["reasons"] == ["We asked about plans"]
    assert client.put("/v1/activities/m1/tag", json={"purpose": "magic"}).status_code == 422
    assert client.put("/v1/activities/none/tag", json={"purpose": "other"}).status_code == 404


def test_a_flag_is_listed_and_answered(client: TestClient) -> None:
    (flag,) = client.get("/v1/flags?code=single_threaded&status=open").json()["items"]
    assert (flag["account_id"], flag["name"]) == ("1", "Northgate")
    path = f"/v1/flags/{flag['id']}"
    assert client.patch(path, json={"status": "on_purpose"}).json()["errors"][0]["pointer"] == "/reason"
    assert client.patch(path, json={"status": "cleared"}).status_code == 422
    answered = client.patch(path, json={"status": "on_purpose", "reason": "One buyer for all"}).json()
    assert (answered["status"], answered["reason"]) == ("on_purpose", "One buyer for all")
    assert client.get("/v1/flags?code=single_threaded&status=open").json()["items"] == []
    shown = {flag["code"]: flag["status"] for flag in client.get("/v1/accounts/1/assessment").json()["flags"]}
    assert shown["single_threaded"] == "on_purpose"


@pytest.mark.parametrize("id_", ["f_", "f_0", "f_99999999999", "12", "x", "f_%F0%9F%91%8D", "f_²"])
def test_a_flag_that_is_not_there_is_not_found(client: TestClient, id_: str) -> None:
    assert client.patch(f"/v1/flags/{id_}", json={"status": "acknowledged"}).status_code == 404


def test_readiness_and_policy_are_read(client: TestClient) -> None:
    ready = client.get("/v1/readiness").json()
    assert (ready["of"], len(ready["questions"])) == (8, 8)
    policy = client.get("/v1/policy").json()
    assert policy["version"] == 1
    assert policy["policy"]


def test_a_review_is_frozen_once_made(client: TestClient) -> None:
    week = "{}-W{:02d}".format(*NOW.isocalendar())
    made = client.get(f"/v1/reviews/{week}").json()
    assert made["week"] == week
    client.put("/v1/accounts/3", json={"name": "Later", "aim": "grow"})
    assert client.get(f"/v1/reviews/{week}").json() == made


@pytest.mark.parametrize(
    "week", ["2026-W54", "0001-W01", "9999-W01", "2098-W01", "2026-47", "%00", "2026-W%D9%A4%D9%A7"]
)
def test_a_week_that_is_none_or_to_come_does_not_fit(client: TestClient, week: str) -> None:
    assert client.get(f"/v1/reviews/{week}").status_code == 422


def test_another_workspace_sees_none_of_it(client: TestClient, engine: Engine) -> None:
    (flag, *_) = client.get("/v1/flags").json()["items"]
    stranger = client_of(engine, "other")
    for path in ("/v1/accounts/1/assessment", "/v1/accounts/1/timeline"):
        assert stranger.get(path).status_code == 404
    assert stranger.patch(f"/v1/flags/{flag['id']}", json={"status": "acknowledged"}).status_code == 404
    assert stranger.put("/v1/activities/m1/tag", json={"purpose": "other"}).status_code == 404
    assert stranger.put("/v1/contacts/c/seniority", json={"seniority": 5}).status_code == 404
    for path in ("/v1/assessments", "/v1/flags"):
        assert stranger.get(path).json()["items"] == []
    assert stranger.get("/v1/readiness").json()["answerable"] == 0
