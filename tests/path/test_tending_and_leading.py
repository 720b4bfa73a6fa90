"""What a seller does in the CRM, and what becomes of the account: tending manages it, creating business leads it."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from tests.clients import client_of
from tests.properties.workspaces import AS_OF, at, on, surroundings


@pytest.fixture
def crm(engine: Engine) -> TestClient:
    """An account to grow, beside another one that is met every week."""
    crm = client_of(engine)
    rows = [
        {"type": "account", "id": "a", "name": "Halden Mills", "relationship": "customer", "aim": "grow",
         "employees": 60, "owner_id": "u", "created_at": at(900)},
        {"type": "contact", "id": "dana", "account_id": "a", "name": "Dana Ruiz", "title": "Chief financial officer"},
        {"type": "contact", "id": "sam", "account_id": "a", "name": "Sam Pole", "title": "Buyer"},
        *surroundings(20),
    ]  # fmt: skip
    assert crm.post("/v1/imports", json=rows).json()["summary"]["stored"] == len(rows)
    return crm


def put(crm: TestClient, path: str, **fields: Any) -> dict[str, Any]:
    answer = crm.put(f"/v1/{path}", json=fields)
    assert answer.status_code in (200, 201), answer.text
    stored: dict[str, Any] = answer.json()
    return stored


def tend(crm: TestClient) -> None:
    """Five calls about what the customer asked, each answered the same day."""
    for number, day in enumerate((5, 19, 33, 47, 61)):
        about = {"account_id": "a", "contact_ids": ["sam"], "status": "done"}
        put(crm, f"activities/asked{number}", kind="email", direction="inbound", subject="Where is our order?",
            start_at=at(day, 9), **about)  # fmt: skip
        call = put(crm, f"activities/call{number}", kind="call", direction="outbound", outcome="spoke",
                   subject="Delivery date of your order", start_at=at(day, 11), **about)  # fmt: skip
        assert call["tag"]["dimension"] == "efficiency"


def said(crm: TestClient) -> dict[str, Any]:
    found: dict[str, Any] = crm.get("/v1/accounts/a/assessment", params={"as_of": AS_OF.isoformat()}).json()
    return found


def verdicts(assessment: dict[str, Any]) -> dict[str, str]:
    axes = (assessment["effectiveness"], assessment["efficiency"])
    return {answer["question"]: answer["verdict"] for axis in axes for answer in axis["answers"]}


def test_five_tending_calls_manage_an_account_and_a_deal_of_ours_leads_it(crm: TestClient) -> None:
    tend(crm)
    managed = said(crm)
    assert (managed["posture"], managed["advice"]) == ("managed_only", "lead_more")
    assert "managed_not_led" in {flag["code"] for flag in managed["flags"]}
    assert verdicts(managed)["business_created"] == "no"

    deal = {
        "account_id": "a", "owner_id": "u", "name": "Second line", "kind": "expansion", "started_by": "us",
        "created_at": at(120), "next_step": "Plan the trial", "next_step_due_on": on(-7), "expected_close_on": on(-60),
    }  # fmt: skip
    put(crm, "opportunities/o", **deal, stage="Idea", stage_kind="open", updated_at=at(120))
    # No stage was ever changed in this CRM: nobody can say yet whether the old deal moved.
    assert verdicts(said(crm))["business_created"] == "not_known"
    put(crm, "opportunities/o", **deal, stage="Trial", stage_kind="open", updated_at=at(10))
    put(crm, "activities/met", kind="meeting", account_id="a", opportunity_id="o", contact_ids=["dana"],
        attended_ids=["dana"], outcome="held", subject="What would a second line change for you?",
        start_at=at(8))  # fmt: skip
    led = said(crm)
    assert (led["posture"], led["advice"]) == ("led", "keep")
    assert (verdicts(led)["business_created"], verdicts(led)["right_people"]) == ("yes", "yes")


def test_a_deal_the_customer_asked_for_leads_nothing(crm: TestClient) -> None:
    tend(crm)
    put(crm, "opportunities/o", account_id="a", kind="expansion", started_by="customer", stage_kind="open",
        created_at=at(20), next_step_due_on=on(-7), expected_close_on=on(-60))  # fmt: skip
    assert said(crm)["posture"] == "managed_only"


def test_a_next_step_put_off_three_times_is_no_next_step(crm: TestClient) -> None:
    tend(crm)
    found = []
    for moves, due in enumerate((on(20), on(10), on(-2), on(-9))):
        put(crm, "opportunities/o", account_id="a", kind="expansion", started_by="us", stage_kind="open",
            created_at=at(28), next_step="Visit", next_step_due_on=due, expected_close_on=on(-60),
            updated_at=at(25 - 5 * moves))  # fmt: skip
        found.append(verdicts(said(crm))["next_step"])
    assert found[2:] == ["yes", "no"]
