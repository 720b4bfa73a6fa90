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
        with writing(engine) as connection:
            Crm(connection).send(*batch)

    with writing(engine) as connection:
        Crm(connection)
    with ThreadPoolExecutor(len(batches)) as pool:
        list(pool.map(send, batches))
    with reading(engine) as connection:
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
