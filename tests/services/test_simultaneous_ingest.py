"""Two writers at once end as one after the other."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

from sqlalchemy import Engine

from app.db import reading, writing
from app.services.ingest_records import Incoming
from tests.sending import NOON, Crm, patch, put


def _send_together(engine: Engine, *batches: list[Incoming]) -> dict[str, Any]:
    together = Barrier(len(batches))

    def send(batch: list[Incoming]) -> None:
        together.wait()
        with writing(engine, None) as connection:
            Crm(connection).send(*batch)

    with writing(engine, None) as connection:
        Crm(connection)
    with ThreadPoolExecutor(len(batches)) as pool:
        list(pool.map(send, batches))
    with reading(engine, None) as connection:
        return Crm(connection).everything()


def test_the_same_new_records_from_two_writers(engine: Engine) -> None:
    for turn in range(10):
        records = [
            put("activity", id=f"v{turn}", kind="call", account_id=f"a{turn}", contact_ids=["c1", f"c{turn}"]),
            put("account", id=f"a{turn}", owner_id=f"u{turn}"),
        ]
        rows = _send_together(engine, records, records[::-1])
        assert rows["activity"][f"v{turn}"]["account_id"] == f"a{turn}"
        assert not rows["account"][f"a{turn}"]["is_placeholder"]


def test_patches_of_different_fields_both_stay(engine: Engine) -> None:
    for turn in range(10):
        at = (NOON + timedelta(minutes=turn)).isoformat()
        rows = _send_together(
            engine,
            [patch("account", id="a1", name=f"Halden {turn}", updated_at=at)],
            [patch("account", id="a1", tier="AB"[turn % 2], updated_at=at)],
        )
        account = rows["account"]["a1"]
        assert (account["name"], account["tier"]) == (f"Halden {turn}", "AB"[turn % 2])


def test_a_deals_new_stage_and_the_crms_word_on_it_leave_one_change(engine: Engine) -> None:
    for turn in range(10):
        deal, at = f"o{turn}", "2026-11-20T09:00:00Z"
        with writing(engine, None) as connection:
            Crm(connection).send(put("opportunity", id=deal, stage="New", updated_at="2026-11-01T09:00:00Z"))
        fact = {"record_type": "opportunity", "record_id": deal, "field": "stage", "new": "Won", "changed_at": at}
        rows = _send_together(
            engine,
            [put("opportunity", id=deal, stage="Won", updated_at=at)],
            [put("field_change", id=f"f{turn}", **fact)],
        )
        assert [id_ for id_, row in rows["field_change"].items() if row["record_id"] == deal] == [f"f{turn}"]


def test_a_call_on_a_deal_follows_it_when_the_deal_moves_at_that_moment(engine: Engine) -> None:
    for turn in range(10):
        with writing(engine, None) as connection:
            Crm(connection).send(put("opportunity", id=f"o{turn}", account_id="a1"))
        rows = _send_together(
            engine,
            [put("activity", id=f"v{turn}", kind="call", opportunity_id=f"o{turn}")],
            [put("opportunity", id=f"o{turn}", account_id="a2")],
        )
        assert rows["activity"][f"v{turn}"]["belongs_to"] == "a2"
