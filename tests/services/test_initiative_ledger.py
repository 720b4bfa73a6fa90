"""What a person started is credited to who did it, not to today's owner, and stands there as a list with evidence."""

from datetime import timedelta
from typing import Any

from sqlalchemy import Engine

from app import clock
from app.db import reading, writing
from app.models.person_records import people_records
from app.models.statement import keep_statement
from app.services.initiative_ledger import read_ledger
from app.services.show_records import Caller
from tests.clients import client_of
from tests.routers.managed_account import ago


def ledger(engine: Engine, caller: Any, name: str, seen: frozenset[int] | None = None) -> dict[str, list[str]]:
    """Part to what each of its entries says."""
    number = caller.get(f"/v1/users/{name}").json()["leadline_id"]
    with reading(engine, caller.workspace_id) as connection:
        (user,) = people_records(connection, caller.workspace_id, "user", [number])
        found = read_ledger(Caller(connection, caller.workspace_id, 1, seen), user, clock.now())
    return {"started": [each["says"] for each in found["started"]], "work": [each["what"] for each in found["work"]]}


def test_work_is_credited_to_who_did_it(engine: Engine) -> None:
    caller = client_of(engine)
    for name in ("Ann", "Ben"):
        caller.put(f"/v1/users/{name}", json={"name": name})
    rows: list[dict[str, Any]] = [
        {"type": "account", "id": "1", "name": "Northgate", "owner_id": "Ben", "created_at": ago(800)},
        {"type": "contact", "id": "cfo", "account_id": "1", "name": "Dana Ruiz", "title": "CFO"},
        *(
            {"type": "opportunity", "id": id_, "account_id": "1", "name": f"{id_} line", "kind": "expansion",
             "started_by": "us", "owner_id": "Ann", "created_at": ago(40), "updated_at": ago(40)}
            for id_ in ("Kept", "Given")
        ),
        {"type": "activity", "id": "m", "kind": "meeting", "account_id": "1", "contact_ids": ["cfo"], "outcome": "held",
         "user_ids": ["Ann"], "actor_id": "Ben", "started_by": "us", "subject": "First talk", "start_at": ago(30)},
        {"type": "activity", "id": "c", "kind": "call", "account_id": "1", "contact_ids": ["cfo"], "outcome": "spoke",
         "actor_id": "Ben", "subject": "About the order", "start_at": ago(20)},
        {"type": "scenario", "id": "s", "account_id": "1", "what_if": "the sponsor leaves",
         "options": [{"what": "Meet the board", "owner_id": "Ben", "accepted_on": ago(5)[:10]}]},
        {"type": "change", "id": "h", "account_id": "1", "kind": "new_executive", "noticed_on": ago(3)[:10]},
    ]  # fmt: skip
    assert caller.post("/v1/imports", json=rows).json()["summary"]["refused"] == 0
    caller.patch("/v1/opportunities/Given", json={"owner_id": "Ben", "updated_at": ago(10)})
    change = caller.get("/v1/changes/h").json()["leadline_id"]
    with writing(engine, caller.workspace_id) as connection:
        said = {"stated_at": clock.now() - timedelta(days=1), "stated_by": "Ann", "did": "stated"}
        keep_statement(connection, caller.workspace_id, "change", change, 1, **said)  # type: ignore[arg-type]
    ann, ben = ledger(engine, caller, "Ann"), ledger(engine, caller, "Ben")
    assert ann["started"] == [
        "Noted a change: new executive",
        "First meeting with Dana Ruiz, CFO",
        "New deal “Kept line”",
        "New deal “Given line”",
    ]
    assert ben["started"] == ["Took on “Meet the board”, in case: the sponsor leaves"]
    assert (ann["work"], ben["work"]) == (["First talk"], ["About the order"])
    assert ledger(engine, caller, "Ann", frozenset()) == {"started": [], "work": []}, "of accounts not seen, nothing"
    caller.put("/v1/users/Ann2", json={"name": "Ann"})
    assert "Noted a change: new executive" not in ledger(engine, caller, "Ann")["started"], "it could be either's"
