"""Where a company has more people than a list can hold, whoever is meant is written down by name."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from app.services.choose_person import MOST_LISTED
from tests.clients import client_of
from tests.routers.test_account_forms import Desk
from tests.routers.test_pages import form_token

FRIDAY = (datetime.now(UTC).date() + timedelta(days=5)).isoformat()


@pytest.fixture
def desk(sqlite_engine: Engine) -> Desk:
    """Everybody is called Ana Berg and a number; two are namesakes. Of the owner's team there are four."""
    desk = Desk(sqlite_engine)
    users = [
        {"type": "user", "id": f"P{n}", "name": f"Ana Berg {n}", "team": "North" if n < 4 else "South"}
        for n in range(MOST_LISTED)
    ]
    users += [{"type": "user", "id": id_, "name": "Zoë Lind", "email": f"{id_}@acme.example"} for id_ in ("z1", "z2")]
    account = {"type": "account", "id": "1", "patch": True, "owner_id": "P1"}
    assert desk.crm.post("/v1/imports", json=[*users, account]).json()["summary"]["refused"] == 0
    return desk


def agree(desk: Desk, user: str) -> tuple[int, str]:
    said = {"form_token": form_token(desk.page), "user_id": user, "due_on": FRIDAY, "what": "Call them", "back": "/"}
    answer = desk.person.post(f"/accounts/{desk.account}/actions", data=said, follow_redirects=False)
    return answer.status_code, answer.text


def test_the_page_stays_small_and_proposes_the_team_of_the_owner(desk: Desk) -> None:
    page = desk.page
    assert page.count("<datalist") == 1
    assert [f'<option value="Ana Berg {n}"></option>' in page for n in (0, 3, 4)] == [True, True, False]
    assert 'list="our-people" value="Ana Berg 1"' in page


def test_who_acts_is_written_by_the_beginnings_of_a_name(desk: Desk, sqlite_engine: Engine) -> None:
    assert agree(desk, "berg 17")[0] == 422, "170 and more begin so too, and 17 is no whole name"
    assert agree(desk, "ana berg 17")[0] == 303
    assert agree(desk, "zoe lind z2@acme")[0] == 303
    assert agree(desk, "P5")[0] == 303
    found = client_of(sqlite_engine).get("/v1/actions").json()["items"]
    assert [action["user_id"] for action in found] == ["P17", "z2", "P5"]


def test_who_is_not_clear_is_asked_again_with_whom_it_may_be(desk: Desk) -> None:
    status, page = agree(desk, "Lind")
    assert status == 422
    assert "2 people are called “Lind”" in page
    assert "Zoë Lind (z1@acme.example); Zoë Lind (z2@acme.example)" in page
    assert "Nobody on our side is called “Nobody &lt;b&gt;”" in agree(desk, "Nobody <b>")[1]


def test_a_promise_names_who_made_it_and_is_read_again_by_name(desk: Desk) -> None:
    made = desk.state("commitment", made_by="us", what="Send the drawings", user_id="ana berg 42")
    assert made.status_code == 303
    number = made.headers["location"].rpartition("-")[2]
    address = f"/records/commitment/{number}"
    assert desk.form(address)["user_id"] == "Ana Berg 42"
    kept = desk.person.post(address, data=desk.form(address) | {"what": "Send all"}, follow_redirects=False)
    assert kept.status_code == 303
    assert desk.form(address)["user_id"] == "Ana Berg 42"
    wrong = desk.state("commitment", made_by="us", what="Send the drawings", user_id="lind")
    assert "2 people are called “lind”" in wrong.text
    assert 'value="lind"' in wrong.text


def test_lists_are_short_and_lead_on(desk: Desk) -> None:
    owned = [{"type": "account", "id": f"A{n}", "name": f"Firm {n}", "owner_id": f"P{n}"} for n in range(MOST_LISTED)]
    owned.append({"type": "account", "id": "Z", "owner_id": "z1"})
    assert desk.crm.post("/v1/imports", json=owned).json()["summary"]["refused"] == 0
    for address in ("/", "/portfolio"):
        page, of_team = desk.person.get(address).text, desk.person.get(f"{address}?team=North").text
        assert "everybody; choose a team to see names" in page
        assert ("Ana Berg 3</option>" in page, "Ana Berg 3</option>" in of_team) == (False, True)
    assert "Ana Berg 3" not in desk.person.get("/privacy").text
    assert "Look for them" in desk.person.get("/privacy").text
