"""Gathering hands judging everything an account has, as it was known, and nothing of anybody else."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine

from app.db import enter, writing
from app.domain.rows import AccountRows
from app.models import gathering
from app.models.contact_correction import save_seniority
from app.models.gathering import gather
from tests.sending import CONNECTED, NOON, Crm, delete, put


@pytest.fixture
def crm(engine: Engine) -> Iterator[Crm]:
    with writing(engine, None) as connection:
        yield Crm(connection)


def gathered(crm: Crm, known_at: datetime | None = None) -> dict[str, AccountRows]:
    enter(crm.connection, crm.workspace_id)
    found = list(gather(crm.connection, crm.workspace_id, None, known_at))
    assert [rows.account.id for rows in found] == sorted(rows.account.id for rows in found)
    return {rows.account.key: rows for rows in found}


def test_an_account_comes_with_all_its_rows(crm: Crm) -> None:
    crm.send(
        put("user", id="u1", time_zone="Europe/Oslo"),
        put("account", id="a1", name="Halden", owner_id="u1", tier="A", fit=80, created_at="2024-01-10T09:00:00Z"),
        put("contact", id="c1", account_id="a1", title="CFO", left_on="2026-11-03"),
        put("opportunity", id="o1", account_id="a1", owner_id="u2", amount=1000, stage_kind="proposal"),
        put("opportunity_contact", id="r1", opportunity_id="o1", contact_id="c1", role="champion"),
        put("quote", id="q1", opportunity_id="o1", status="sent"),
        put("activity", id="v1", kind="meeting", opportunity_id="o1", contact_ids=["c1"], purpose="discovery"),
        put("activity", id="v2", kind="email", contact_ids=["c1"], direction="inbound", body="Thanks, received!"),
        put("commitment", id="k1", account_id="a1", made_by="us", what="Send the plan", due_on="2026-11-20"),
        put("change", id="x1", account_id="a1", noticed_on="2026-11-03", kind="sponsor_left"),
        put(
            "scenario",
            id="s1",
            account_id="a1",
            what_if="She leaves",
            change_id="x1",
            options=[{"what": "Call", "owner_id": "u1", "accepted_on": "2026-11-02"}, {"what": "Wait"}],
        ),
        put(
            "field_change",
            id="f1",
            record_type="opportunity",
            record_id="o1",
            field="stage",
            new="Quoted",
            changed_at="2026-10-01T09:00:00Z",
        ),
        put("account", id="a2"),
        put("activity", id="v3", kind="note", account_id="a2"),
    )
    rows = gathered(crm)["crm:a1"]
    number = {key: row["leadline_id"] for kind in ("user", "contact", "change") for key, row in crm.rows(kind).items()}
    assert (rows.account.tier, rows.account.fit, rows.account.owner_id) == ("A", 80.0, number["u1"])
    assert [(row.key, row.title, row.left_on) for row in rows.contacts] == [("crm:c1", "CFO", date(2026, 11, 3))]
    assert [(row.key, row.amount) for row in rows.opportunities] == [("crm:o1", 1000.0)]
    assert [(row.contact_id, row.role) for row in rows.opportunity_contacts] == [(number["c1"], "champion")]
    assert [row.key for row in rows.quotes] == ["crm:q1"]
    meeting, mail = sorted(rows.activities, key=lambda row: row.key)
    assert (meeting.key, meeting.contact_ids, meeting.purpose) == ("crm:v1", (number["c1"],), "discovery")
    assert (meeting.dimension, meeting.acknowledges) == ("effectiveness", False)
    assert (mail.key, mail.acknowledges) == ("crm:v2", True)
    assert [row.due_on for row in rows.commitments] == [date(2026, 11, 20)]
    assert [row.kind for row in rows.changes] == ["sponsor_left"]
    assert [(row.change_id, row.options) for row in rows.scenarios] == [
        (number["x1"], ((number["u1"], date(2026, 11, 2)), (None, None)))
    ]
    assert [(row.key, row.new) for row in rows.field_changes] == [("crm:f1", "Quoted")]
    assert rows.time_zones == {number["u1"]: "Europe/Oslo"}
    assert [row.key for row in gathered(crm)["crm:a2"].activities] == ["crm:v3"]


def test_placeholders_and_tombstones_are_left_out(crm: Crm) -> None:
    crm.send(put("contact", id="c1", account_id="a1"), put("contact", id="c2", account_id="a2"))
    crm.send(put("account", id="a2"), put("account", id="a3"))
    crm.send(delete("contact", "c2"), delete("account", "a3"), at=NOON + timedelta(hours=1))
    found = gathered(crm)
    assert set(found) == {"crm:a2"}
    assert found["crm:a2"].contacts == []


def test_another_workspace_is_never_gathered(crm: Crm) -> None:
    crm.send(put("account", id="a1"))
    other = Crm(crm.connection, workspace="zenith")
    other.send(put("account", id="a1"), put("activity", id="v1", kind="call", account_id="a1"))
    (ours,) = gathered(crm).values()
    assert ours.activities == []
    (theirs,) = gathered(other).values()
    enter(crm.connection, crm.workspace_id)
    assert list(gather(crm.connection, crm.workspace_id, [theirs.account.id], None)) == []


def test_what_was_learned_later_is_not_yet_known(crm: Crm) -> None:
    crm.send(
        put("account", id="a1"),
        put("activity", id="v1", kind="call", account_id="a1", created_at="2026-11-20T09:00:00Z"),
        put("quote", id="q1", account_id="a1"),
    )

    def known(at: datetime | None) -> list[str]:
        found = gathered(crm, at)
        return [row.key for rows in found.values() for row in (rows.account, *rows.activities, *rows.quotes)]

    assert known(None) == ["crm:a1", "crm:v1", "crm:q1"]
    # Connected, but not yet received: only after it arrived is it known.
    assert known(NOON - timedelta(days=1)) == []
    assert known(NOON) == ["crm:a1", "crm:v1", "crm:q1"]
    # Before the source was connected nothing could be received: undated records count as known.
    assert known(CONNECTED - timedelta(days=1)) == ["crm:a1", "crm:q1"]


def test_learned_is_when_the_crm_wrote_it_down_else_when_we_first_received_it(crm: Crm) -> None:
    written = datetime(2026, 3, 1, 9, tzinfo=UTC)
    crm.send(put("account", id="a1", created_at=written.isoformat()), put("contact", id="c1", account_id="a1"))
    crm.send(put("contact", id="c1", account_id="a1", title="CFO"), at=NOON + timedelta(days=3))
    rows = gathered(crm)["crm:a1"]
    assert (rows.account.learned_at, rows.contacts[0].learned_at) == (written, NOON)


def test_accounts_are_read_in_batches_without_losing_any(crm: Crm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathering, "BATCH", 3)
    crm.send(*(put("account", id=f"a{n}") for n in range(8)))
    crm.send(*(put("activity", id=f"v{n}", kind="note", account_id=f"a{n}") for n in range(8)))
    assert {key: [row.key for row in rows.activities] for key, rows in gathered(crm).items()} == {
        f"crm:a{n}": [f"crm:v{n}"] for n in range(8)
    }


def test_what_a_person_said_of_a_rank_stands_in_for_the_records_from_then_on(crm: Crm) -> None:
    crm.send(put("account", id="a1"), put("contact", id="c1", account_id="a1", title="Buyer", seniority=1))
    number = gathered(crm)["crm:a1"].contacts[0].id
    for seniority in (4, 0):
        said_at = NOON + timedelta(days=2)
        save_seniority(crm.connection, crm.workspace_id, number, seniority=seniority, reason=None, made_at=said_at)
    assert gathered(crm)["crm:a1"].contacts[0].seniority == 0, "the latest word, even the lowest rank"
    assert gathered(crm, NOON + timedelta(days=1))["crm:a1"].contacts[0].seniority == 1, "nobody had said it yet"
    stranger = Crm(crm.connection, "other")
    stranger.send(put("account", id="a1"), put("contact", id="c1", account_id="a1", seniority=1))
    assert gathered(stranger)["crm:a1"].contacts[0].seniority == 1
