"""Callers try a cure before it is done, and see how an account went."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from tests.clients import client_of
from tests.routers.managed_account import ROWS, ago, day

MEETING = {"kind": "meeting", "account_id": "1", "outcome": "held", "status": "done"}
DONE = {
    "meet": ("activities/new", {**MEETING, "contact_ids": ["cfo"], "attended_ids": ["cfo"]}, "start_at"),
    "start_deal": (
        "opportunities/new",
        {
            "account_id": "1", "kind": "expansion", "started_by": "us", "stage_kind": "open",
            "next_step_due_on": day(-14), "expected_close_on": day(-180),
        },
        "created_at",
    ),
}  # fmt: skip
"""What a CRM records when the cure was really done."""


@pytest.fixture
def client(engine: Engine) -> TestClient:
    client = client_of(engine)
    assert client.post("/v1/imports", json=ROWS).json()["summary"]["refused"] == 0
    return client


def cures(said: dict[str, Any]) -> list[tuple[str, int, str]]:
    return [
        (finding["code"], place, cure["code"])
        for finding in said["findings"]
        for place, cure in enumerate(finding["cures"], 1)
    ]


@pytest.mark.parametrize("step", DONE)
def test_what_was_tried_comes_true_when_it_is_done(client: TestClient, step: str) -> None:
    before = client.get("/v1/accounts/1/assessment").json()
    assert before["posture"] == "managed_only"
    finding, place, _ = next(each for each in cures(before) if each[2] == step)
    tried = client.get("/v1/accounts/1/try", params={"finding": finding, "cure": place}).json()
    assert client.get("/v1/accounts/1/assessment").json() == before, "trying stores nothing"

    path, record, dated = DONE[step]
    assert client.put(f"/v1/{path}", json={**record, dated: ago(0)}).status_code == 201
    after = client.get("/v1/accounts/1/assessment").json()
    assert (tried["posture"]["before"], tried["posture"]["after"]) == (before["posture"], after["posture"])
    for axis in ("effectiveness", "efficiency"):
        for then, said in (("before", before), ("after", after)):
            assert tried[axis][then] == {name: said[axis][name] for name in ("verdict", "low", "high", "line")}
    answers = [{**each} for axis in ("effectiveness", "efficiency") for each in after[axis]["answers"]]
    moved = {each["question"]: each["after"] for each in tried["answers"]}
    assert moved
    for answer in answers:
        for name, value in moved.get(answer["question"], {}).items():
            assert answer[name] == value or name == "sentence", (answer["question"], name)
    missing = [answer["question"] for answer in answers if answer["verdict"] == "no"]
    assert [each["question"] for each in tried["still_missing"]["answers"]] == missing
    assert [each["code"] for each in tried["still_missing"]["findings"]] == [each["code"] for each in after["findings"]]
    assert tried["clears"] is (finding not in [each["code"] for each in after["findings"]])


def test_every_cure_that_is_offered_can_be_tried(client: TestClient) -> None:
    said = client.get("/v1/accounts/1/assessment").json()
    assert len(cures(said)) > 2
    for finding, place, _ in cures(said):
        tried = client.get("/v1/accounts/1/try", params={"finding": finding, "cure": place}).json()
        stored = next(each for each in said["findings"] if each["code"] == finding)["cures"][place - 1]
        assert (tried["does"], tried["clears"]) == (stored["sentence"], stored["clears"])
        assert tried["sentence"]


@pytest.mark.parametrize("asked", ["finding=golf&cure=1", "finding=managed_not_led&cure=50"])
def test_a_cure_that_is_not_there_is_not_found(client: TestClient, asked: str) -> None:
    assert client.get(f"/v1/accounts/1/try?{asked}").status_code == 404
    assert client.get(f"/v1/accounts/nobody/try?{asked}").status_code == 404


@pytest.mark.parametrize("asked", ["finding=managed_not_led", "finding=managed_not_led&cure=0", "cure=1"])
def test_a_cure_has_to_be_named(client: TestClient, asked: str) -> None:
    assert client.get(f"/v1/accounts/1/try?{asked}").status_code == 422


def test_each_point_of_a_trend_is_the_assessment_of_its_monday(client: TestClient) -> None:
    trend = client.get("/v1/accounts/1/trend").json()
    assert len(trend["points"]) == 53
    for point in (trend["points"][0], trend["points"][30], trend["points"][-1]):
        then = client.get("/v1/accounts/1/assessment", params={"as_of": point["as_of"]}).json()
        assert (point["posture"], point["state"], point["aim"]) == (then["posture"], then["state"], then["aim"])
        for axis in ("effectiveness", "efficiency"):
            assert point[axis] == {name: then[axis][name] for name in ("verdict", "low", "high", "line")}
    turns = [
        (later["on"], earlier["posture"], later["posture"])
        for earlier, later in zip(trend["points"], trend["points"][1:], strict=False)
        if earlier["posture"] != later["posture"]
    ]
    assert turns
    assert [(each["on"], each["before"], each["after"]) for each in reversed(trend["changes"])] == turns
    assert client.get("/v1/accounts/nobody/trend").status_code == 404


def test_lines_of_evidence_come_with_the_assessment_and_name_their_records(client: TestClient) -> None:
    lines = client.get("/v1/accounts/1/assessment").json()["lines"]
    assert all(lines[name]["sentence"] for name in ("initiative", "pull", "breadth", "line_up", "commitments"))
    (proposal,) = lines["line_up"]["proposals"]
    assert (proposal["id"], proposal["holds"]) == ("theirs", "no")
    assert [each["id"] for each in proposal["supporters"]] == ["buyer"]
    assert {each["id"] for each in lines["initiative"]["items"]} == {"theirs"}
