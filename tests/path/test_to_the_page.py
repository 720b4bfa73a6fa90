"""One activity on its whole way: put by a CRM, judged, flagged, and read by a person in a browser."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page
from sqlalchemy import Engine

from app import clock
from app.db import writing
from app.services.keys import create_key
from app.services.sign_in import sign_in_link
from app.services.workspaces import caller_of, ensure_source, ensure_workspace

NOW = datetime.now(UTC)
MET = {
    "kind": "meeting", "account_id": "1", "contact_ids": ["c"], "attended_ids": ["c"], "outcome": "held",
    "status": "done", "subject": "Delivery dates", "purpose": "service",
}  # fmt: skip


def ago(days: float) -> str:
    return (NOW - timedelta(days=days)).isoformat()


@pytest.fixture
def served(engine: Engine, live_server: Callable[[Engine], SimpleNamespace], page: Page) -> SimpleNamespace:
    """A server, a CRM that writes to it, and a person who is signed in."""
    with writing(engine, None) as connection:
        workspace_id = ensure_workspace(connection, "acme")
        token = create_key(connection, workspace_id, ensure_source(connection, workspace_id, "crm"), ("read", "ingest"))
    url = live_server(engine).url
    crm = httpx.Client(base_url=url, headers={"Authorization": f"Bearer {token}"})
    with writing(engine, workspace_id) as connection:
        link = sign_in_link(connection, caller_of(connection, "acme").workspace_id, url, clock.now())
    page.goto(link)
    return SimpleNamespace(crm=crm, page=page, url=url)


def put(crm: httpx.Client, path: str, **fields: Any) -> dict[str, Any]:
    answer = crm.put(f"/v1/{path}", json=fields)
    assert answer.status_code == 201, answer.text
    stored: dict[str, Any] = answer.json()
    return stored


@pytest.mark.browser
def test_an_activity_reaches_flag_and_page(served: SimpleNamespace) -> None:
    crm, page = served.crm, served.page
    account = put(crm, "accounts/1", name="Northgate Foods", aim="grow", employees=2000, created_at=ago(800))
    put(crm, "contacts/c", account_id="1", name="Dana Ruiz", title="Buyer")
    put(crm, "accounts/e", name="Elsewhere", created_at=ago(800))
    put(crm, "contacts/d", account_id="e", name="Lee Moss")
    for week in range(12):
        put(crm, f"activities/e{week}", **MET | {"account_id": "e", "contact_ids": ["d"], "attended_ids": ["d"]},
            completed_at=ago(7 * week + 1))  # fmt: skip
    for number in range(2):
        put(crm, f"activities/{number}", **MET, completed_at=ago(40 + number))
    assert "single_threaded" not in codes(crm)

    met = put(crm, "activities/last", **MET, completed_at=ago(30))
    assert met["tag"]["purpose"] == "service"

    (flag,) = [flag for flag in crm.get("/v1/flags").json()["items"] if flag["code"] == "single_threaded"]
    assert (flag["account_id"], flag["status"]) == ("1", "open")
    assert "single_threaded" in codes(crm)
    page.goto(served.url)
    page.get_by_role("link", name="Northgate Foods").first.click()
    assert page.url.endswith(f"/accounts/{account['leadline_id']}")
    finding = page.locator("#finding-single_threaded")
    assert "Dana Ruiz" in finding.inner_text()
    page.goto(f"{page.url}/timeline")
    assert page.locator(f"#activity-{met['leadline_id']}").get_by_text("Delivery dates").count() == 1


def codes(crm: httpx.Client) -> set[str]:
    said = crm.get("/v1/accounts/1/assessment").json()
    return {flag["code"] for flag in said["flags"]}
