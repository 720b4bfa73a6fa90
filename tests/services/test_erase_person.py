"""Somebody who is erased is nowhere any more, does not come back, and the counts they were part of stay true."""

import gzip
import zlib
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, MetaData, select

from app.db import reading, writing
from app.models.contact_correction import save_seniority
from app.models.flag import add_flags
from app.models.gathering import gather
from app.models.review import save_review
from app.models.tag_correction import save_correction
from app.models.workspace import save_settings
from app.services.erase_person import erase_person
from app.services.reassess_accounts import settle
from tests.clients import client_of
from tests.sending import NOON, Crm, put

NAME, EMAIL, ID = "Dana Ruíz", "dana.ruiz@halden.example", "003-dana-77"
TRACES = (NAME, NAME.upper(), EMAIL, ID)
LATER = NOON + timedelta(days=1)


def anywhere(engine: Engine, crm: Crm, *traces: str) -> set[str]:
    """`table.column` of every place in the database that holds one of the traces, whatever the table."""
    found: set[str] = set()
    metadata = MetaData()
    metadata.reflect(engine)
    with reading(engine, crm.workspace_id) as connection:
        for table in metadata.sorted_tables:
            for row in connection.execute(select(table)).mappings():
                for name, value in row.items():
                    text = _as_text(value)
                    if any(trace in text for trace in traces):
                        found.add(f"{table.name}.{name}")
    return found


def _as_text(value: Any) -> str:
    if isinstance(value, bytes | memoryview):
        packed = bytes(value)
        for unpack in (gzip.decompress, zlib.decompress):
            try:
                packed = unpack(packed)
            except (OSError, zlib.error, EOFError):
                continue
        return packed.decode("utf-8", "replace")
    return str(value)


def everything_about_her(crm: Crm) -> None:
    """Her record and whatever else can say something of her."""
    about = {"account_id": "a1"}
    crm.send(
        put("user", id="u1", name="Kim"),
        put("account", id="a1", name="Halden", pause_reason=f"{NAME} asked for it", owner_id="u1"),
        put("contact", id=ID, **about, name=NAME, email=EMAIL, title="CFO", role="champion", updated_at=NOON),
        put("contact", id="c2", **about, name="Bo Ek", email="bo@halden.example"),
        put("contact", id="c3", account_id="a1", name="D. Ruíz", email=EMAIL, merged_into_id=ID),
        put("opportunity", id="o1", **about, name=f"Press for {NAME}", next_step=f"Call {NAME.upper()}",
            primary_contact_id=ID),
        put("opportunity_contact", id="p1", opportunity_id="o1", contact_id=ID, role="economic_buyer"),
        put("activity", id="v1", kind="call", outcome="spoke", contact_ids=[ID], subject=f"About {NAME}",
            body=f"Dear {NAME}", start_at="2026-11-20T09:00:00Z", updated_at=NOON),
        put("activity", id="v2", kind="meeting", outcome="held", contact_ids=[ID, "c2"],
            subject=f"Lunch with {NAME}, Bo", start_at="2026-11-21T09:00:00Z"),
        put("commitment", id="k1", **about, contact_id=ID, made_by="us", what=f"Write to {EMAIL}"),
        put("change", id="h1", **about, noticed_on="2026-11-01", note=f"{NAME} may leave"),
        put("scenario", id="s1", **about, what_if=f"{NAME} leaves", options=[{"what": f"Meet {NAME}"}]),
        put("directive", id="d1", given_by="u1", given_to="u1", what=f"Visit {NAME}", given_at="2026-11-01T09:00:00Z"),
        put("field_change", id="f1", record_type="contact", record_id=ID, field="email", old="x@y.example", new=EMAIL,
            changed_at="2026-11-01T09:00:00Z"),
        at=NOON,
    )  # fmt: skip
    number = crm.row("contact", ID)["leadline_id"]
    account = crm.row("account", "a1")["leadline_id"]
    connection, workspace = crm.connection, crm.workspace_id
    save_seniority(connection, workspace, number, seniority=5, reason=f"{NAME} decides", made_at=NOON)
    for activity in ("v1", "v2"):
        of_it = crm.row("activity", activity)["leadline_id"]
        save_correction(connection, workspace, of_it, purpose="discovery", reason=f"Says {NAME}", made_at=NOON)
    flag = {"workspace_id": workspace, "account_id": account, "code": "single_threaded", "status": "on_purpose"}
    add_flags(connection, [{**flag, "opened_on": NOON.date(), "reason": f"Only {NAME} buys", "set_by": NAME}])
    cure = {"code": "meet", "type": "contact", "id": ID, "what": f"Meet {NAME}"}
    body = {"accounts": [{"move": f"Meet {NAME}: never met.", "cure": cure, "name": "Halden"}], "count": 1}
    save_review(connection, workspace, "2026-W46", body, NOON)


@pytest.fixture
def crm(engine: Engine) -> Crm:
    with writing(engine, None) as connection:
        crm = Crm(connection)
        save_settings(connection, crm.workspace_id, {"keep_bodies": True})
        everything_about_her(crm)
    settle(engine, crm.workspace_id, NOON)
    return crm


def erase(engine: Engine, crm: Crm, record_type: str = "contact", id_: str = ID) -> int:
    gone = erase_person(engine, crm.workspace_id, crm.source_id, record_type, id_, LATER)
    settle(engine, crm.workspace_id, LATER)
    return gone.records


def test_nothing_of_her_is_left_anywhere(engine: Engine, crm: Crm) -> None:
    before = anywhere(engine, crm, *TRACES)
    assert {"contact.name", "activity.subject", "review.body", "field_change.new", "flag.set_by"} <= before
    assert erase(engine, crm) == 2, "and with her the record that was merged into hers"
    assert anywhere(engine, crm, *TRACES) == set()
    assert anywhere(engine, crm, "Bo Ek"), "the others stay"


def test_counts_she_was_part_of_stay_true(engine: Engine, crm: Crm) -> None:
    def people() -> list[int]:
        with reading(engine, crm.workspace_id) as connection:
            (rows,) = gather(connection, crm.workspace_id, None, None)
            return [len(activity.contact_ids) for activity in sorted(rows.activities, key=lambda each: each.key)]

    before = people()
    erase(engine, crm)
    assert people() == before == [1, 2]


def test_late_and_repeated_records_do_not_bring_her_back(engine: Engine, crm: Crm) -> None:
    erase(engine, crm)
    caller = client_of(engine, scopes=("read", "ingest", "admin"))
    again = {"name": NAME, "email": EMAIL, "updated_at": "2026-12-24T09:00:00Z"}
    for answer in (caller.put(f"/v1/contacts/{ID}", json=again), caller.patch(f"/v1/contacts/{ID}", json=again)):
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (410, "erased")
    assert caller.get(f"/v1/contacts/{ID}").status_code == 404
    assert caller.delete(f"/v1/contacts/{ID}").status_code == 200
    call = {"type": "activity", "id": "v1", "kind": "call", "contact_ids": [ID], "subject": f"About {NAME}"}
    call["updated_at"] = again["updated_at"]
    rows = [{"type": "contact", "id": ID, "name": NAME}, call]
    said = caller.post("/v1/imports", json=rows).json()
    assert said["summary"] | {"refused": 1} == said["summary"]
    assert [each["status"] for each in said["results"]] == ["refused", "stored"]
    assert said["results"][0]["errors"][0]["code"] == "erased"
    assert anywhere(engine, crm, NAME, EMAIL) == set()
    other = caller.put("/v1/contacts/another-id", json={"name": NAME})
    assert other.status_code == 201, "somebody of the same name is somebody else"


def test_one_never_heard_of_is_kept_out_too(engine: Engine, crm: Crm) -> None:
    assert erase(engine, crm, id_="003-late-99") == 1
    assert erase(engine, crm, id_="003-late-99") == 0
    caller = client_of(engine)
    assert caller.put("/v1/contacts/003-late-99", json={"name": "Late"}).status_code == 410
    assert anywhere(engine, crm, "003-late-99") == set()


def test_a_user_is_nowhere_any_more_and_the_accounts_keep_their_history(engine: Engine, crm: Crm) -> None:
    with writing(engine, crm.workspace_id) as connection:
        crm = Crm(connection)
        crm.send(
            put("user", id="user-ivo-9", name="Ivo Lang", email="ivo@we.example", time_zone="Europe/Oslo"),
            put("account", id="a9", owner_id="user-ivo-9", updated_at=NOON - timedelta(days=9)),
            put("field_change", id="f9", record_type="account", record_id="a9", field="owner_id", old="u1",
                new="user-ivo-9", changed_at="2026-10-01T09:00:00Z", updated_at=NOON),
        )  # fmt: skip
        crm.send(put("account", id="a9", owner_id="u1", updated_at=NOON))
    erase(engine, crm, "user", "user-ivo-9")
    assert anywhere(engine, crm, "Ivo", "ivo@", "user-ivo-9") == set()
    with writing(engine, crm.workspace_id) as connection:
        crm = Crm(connection)
        before = crm.everything(but=())["field_change"]
        changes = [
            (each["old"][:7] if each["old"] else None, each["new"][:7])
            for each in before.values()
            if each["field"] == "owner_id"
        ]
        assert sorted(changes, key=str) == [("erased-", "u1"), ("u1", "erased-")]
        crm.send(
            put("account", id="a9", owner_id="user-ivo-9", updated_at=NOON - timedelta(days=9)),
            put("field_change", id="f9", record_type="account", record_id="a9", field="owner_id", old="u1",
                new="user-ivo-9", changed_at="2026-10-01T09:00:00Z", updated_at=NOON),
        )  # fmt: skip
        assert crm.everything(but=())["field_change"] == before, "repeated, they add nothing and bring nobody back"
    assert anywhere(engine, crm, "user-ivo-9") == set()


def test_only_people_are_erased_and_only_by_an_admin(engine: Engine, crm: Crm) -> None:
    admin, crm_key = (client_of(engine, scopes=scopes) for scopes in (("read", "ingest", "admin"), ("read", "ingest")))
    answer = admin.delete("/v1/accounts/a1?erase=true")
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/erase")
    assert admin.get("/v1/accounts/a1").status_code == 200
    assert crm_key.delete(f"/v1/contacts/{ID}?erase=true").status_code == 403
    gone = admin.delete(f"/v1/contacts/{ID}?erase=true").json()
    assert (gone["deleted"], gone["erased"]) == (True, 2)
