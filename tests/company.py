"""Two workspaces whose every record carries the letter of its account, and the people who may see some of them."""

import io
import re
import zipfile
from dataclasses import dataclass, field
from typing import Any

import httpx
from fastapi.testclient import TestClient
from pypdf import PdfReader
from sqlalchemy import Engine

from app import clock
from app.db import writing
from app.main import create_app
from app.services.admins import set_admin
from app.services.sign_in import open_for
from tests.clients import client_of
from tests.routers.managed_account import ROWS
from tests.routers.test_pages import form_token, signed_in

SEES = {
    "Eve": "",
    "Ann": "A",
    "Ben": "B",
    "Cat": "B",  # shared with her
    "Boss": "A",  # Ann reports to her
    "Dora": "ABC",  # an admin
    "link": "ABC",  # came by the link on the machine
    "Zed": "Z",  # of another workspace
}
ADMINS = ("Dora", "link")
HOLDS: dict[str, dict[str, Any]] = {
    "A": {"owner_id": "Ann"},
    "B": {"owner_id": "Ben", "shared_with_ids": ["Cat"]},
    "C": {},
}
NAMED = {"account": "name", "contact": "name", "opportunity": "name", "activity": "subject"}


def rows(letter: str, holds: dict[str, Any]) -> list[dict[str, Any]]:
    """The managed account under other names."""
    found = []
    for row in ROWS:
        if row["type"] == "user" or "e" in (row["id"], row.get("account_id")) or row["id"] == "d":
            continue
        ids = {name: f"{letter}-{row[name]}" for name in ("id", "account_id") if name in row}
        people = {"contact_ids": [f"{letter}-{each}" for each in row["contact_ids"]]} if "contact_ids" in row else {}
        name = {NAMED[row["type"]]: f"Canary{letter} {row['type']}"} if row["type"] in NAMED else {}
        found.append({**row, **ids, **people, **name, **(holds if row["type"] == "account" else {})})
    found[0].setdefault("owner_id", None)
    if "owner_id" not in holds:
        found[0]["owner_id"] = None
    return found


@dataclass
class Company:
    people: dict[str, TestClient]
    crm: TestClient
    other: TestClient
    others_admin: TestClient = field(init=False)
    """Sees everything of the other workspace."""
    numbers: dict[tuple[str, str], int] = field(default_factory=dict)
    """(kind, letter) to our number."""


def company(engine: Engine) -> Company:
    crm, other = client_of(engine), client_of(engine, "other")
    for name in ("Boss", "Ann", "Ben", "Cat", "Dora", "Eve"):
        manager = {"manager_id": "Boss"} if name == "Ann" else {}
        crm.put(f"/v1/users/{name}", json={"name": name, "email": f"{name}@acme.example", **manager})
    other.put("/v1/users/Zed", json={"name": "Zed", "email": "zed@other.example"})
    found = Company({}, crm, other)
    for client, letters in ((crm, "ABC"), (other, "Z")):
        for letter in letters:
            answer = client.post("/v1/imports", json=rows(letter, HOLDS.get(letter, {"owner_id": "Zed"})))
            assert answer.json()["summary"]["refused"] == 0, answer.text
            for kind, id_ in (("account", "1"), ("contact", "cfo"), ("activity", "m0")):
                shown = client.get(f"/v1/{'activitie' if kind == 'activity' else kind}s/{letter}-{id_}").json()
                found.numbers[kind, letter] = shown["leadline_id"]
        for flag in client.get("/v1/flags").json()["items"]:
            found.numbers.setdefault(("flag", flag["account_id"][0]), int(flag["id"].removeprefix("f_")))
        for letter in letters:
            agreed = {"account_id": f"{letter}-1", "what": f"Canary{letter} action", "due_on": "2099-01-01"}
            answer = client.post("/v1/actions", json={**agreed, "user_id": "Zed" if letter == "Z" else "Ann"})
            found.numbers["action", letter] = int(answer.json()["id"].removeprefix("a_"))
    with writing(engine, crm.workspace_id) as connection:
        set_admin(connection, crm.workspace_id, "dora@acme.example", is_admin=True)
    found.people = {name: person(engine, other if name == "Zed" else crm, name) for name in SEES if name != "link"}
    found.people["link"] = signed_in(engine)
    found.others_admin = signed_in(engine, "other")
    for letter in "ABCZ":
        number, by = found.numbers["account", letter], found.people["Zed" if letter == "Z" else "link"]
        said = {"form_token": form_token(by.get("/policy").text), "id": f"{number:015x}f", "noticed_on": "2026-01-01"}
        answer = by.post(f"/accounts/{number}/records/change", data=said, follow_redirects=False)
        found.numbers["change", letter] = int(answer.headers["location"].partition("#change-")[2])
    return found


def person(engine: Engine, crm: TestClient, name: str) -> TestClient:
    """A browser in which this user is signed in."""
    browser = TestClient(create_app(engine), follow_redirects=False, raise_server_exceptions=False)
    user = crm.get(f"/v1/users/{name}").json()["leadline_id"]
    browser.cookies.set("leadline_session", open_for(engine, crm.workspace_id, user, clock.now()))
    return browser


def letters_in(answer: httpx.Response) -> str:
    """The accounts of which an answer says anything, whatever kind of file it is."""
    kind, text = answer.headers.get("content-type", ""), answer.text
    if kind == "application/pdf":
        text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
    elif "spreadsheet" in kind:
        with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
            text = " ".join(book.read(name).decode(errors="replace") for name in book.namelist())
    return "".join(sorted(set(re.findall(r"Canary([A-Z])", text))))
