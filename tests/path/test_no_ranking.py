"""No person is counted, averaged or ranked anywhere: who owns what changes names, and never a number or an order."""

import json
import re
from typing import Any

from fastapi.testclient import TestClient
from sqlalchemy import Engine

from app import clock
from app.db import reading
from app.main import document
from app.services.read_person import read_person
from app.services.show_records import Caller
from app.services.weekly_review import week_of
from tests.clients import client_of
from tests.routers.managed_account import ROWS
from tests.routers.test_pages import signed_in

SELLERS = ("Ada Berg", "Bo Dahl", "Cleo Ek", "Didi Falk")
WEEK = week_of(clock.now().date())
API = (
    "/v1/assessments",
    "/v1/assessments?sort=name",
    "/v1/portfolio",
    "/v1/flags",
    f"/v1/reviews/{WEEK}",
    "/v1/widgets/quadrant",
    "/v1/widgets/flags",
)
PAGES = ("/", "/portfolio")
MEASURES = {"score", "rank", "average", "mean", "rate", "count", "share", "sum", "won", "low", "high", "accounts"}


def company(engine: Engine, workspace: str, owners: tuple[str, str, str, str]) -> TestClient:
    """Four accounts alike but for their names, each with one of these owners."""
    caller = client_of(engine, workspace)
    for name in SELLERS:
        caller.put(f"/v1/users/{name}", json={"name": name, "team": "North"})
    for place, owner in enumerate(owners):
        rows = [
            {**row, **{name: f"{place}-{row[name]}" for name in ("id", "account_id") if name in row}}
            for row in ROWS
            if row["type"] != "user" and "e" not in (row["id"], row.get("account_id")) and row["id"] != "d"
        ]
        for row in rows:
            if "contact_ids" in row:
                row["contact_ids"] = [f"{place}-{each}" for each in row["contact_ids"]]
        rows[0] |= {"owner_id": owner, "name": f"Account {place}", "potential": 100_000 * (place + 1)}
        assert caller.post("/v1/imports", json=rows).json()["summary"]["refused"] == 0
    return caller


def without_people(said: Any) -> Any:
    """An answer without who owns what, whose number that is, and when it was made."""
    if isinstance(said, dict):
        left_out = ("owner", "owners", "leadline_id", "account", "url", "made_at", "as_of", "workspace", "id")
        return {name: without_people(each) for name, each in said.items() if name not in left_out}
    return [without_people(each) for each in said] if isinstance(said, list) else said


def text_without_people(html: str) -> str:
    """What a page says, without names, numbers of records and what is offered to choose."""
    shown = re.sub(r"<select.*?</select>|<datalist.*?</datalist>|<[^>]*>", " ", html.partition("<main")[2], flags=re.S)
    for name in SELLERS:
        shown = shown.replace(name, "somebody")
    return " ".join(shown.split())


def test_who_owns_what_changes_names_and_nothing_else(sqlite_engine: Engine) -> None:
    same, spread = (SELLERS[0],) * 4, SELLERS
    one, many = company(sqlite_engine, "one", same), company(sqlite_engine, "many", spread)
    for path in API:
        said = [caller.get(path).json() for caller in (one, many)]
        if "new_flags" in said[0]:
            # Told to each owner apart: as many flags, in as many lists as there are owners.
            for each in said:
                each["new_flags"] = sum(len(group["items"]) + group["more"] for group in each["new_flags"])
        assert without_people(said[0]) == without_people(said[1]), path
    for path in PAGES:
        pages = [text_without_people(signed_in(sqlite_engine, name).get(path).text) for name in ("one", "many")]
        assert "Account 3" in pages[0] or path == "/portfolio"
        assert pages[0] == pages[1], path


def test_what_names_a_person_in_the_api_carries_no_measure() -> None:
    schemas: dict[str, Any] = json.loads(document())["components"]["schemas"]
    people = {name: each.get("properties", {}) for name, each in schemas.items()}
    people = {name: fields for name, fields in people.items() if {"leadline_id", "name", "team"} <= {*fields}}
    assert "OwnerShown" in people
    for name, fields in people.items():
        assert not [field for field in fields if MEASURES & {*field.split("_")}], name


def test_a_persons_page_gathers_lists_and_no_number(sqlite_engine: Engine) -> None:
    caller = company(sqlite_engine, "one", (SELLERS[0],) * 4)
    number = caller.get(f"/v1/users/{SELLERS[0]}").json()["leadline_id"]
    with reading(sqlite_engine, caller.workspace_id) as connection:
        found = read_person(Caller(connection, caller.workspace_id, 1), number, clock.now())
    assert found
    assert len(found["gathered"]["accounts"]["items"]) == 4
    assert {type(each) for each in found["gathered"].values()} == {list, dict}
    for accounts in (found["gathered"]["accounts"], found["gathered"]["shared"]):
        assert {name: type(each) for name, each in accounts.items()} == {"items": list, "more": bool}
