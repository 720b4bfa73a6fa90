"""Store one record and judge the accounts it touches at once."""

from datetime import datetime
from typing import Any

from sqlalchemy import Engine

from app.db import writing
from app.services.expected import ANYTHING, Expected
from app.services.ingest_records import Incoming, Stored, ingest_records
from app.services.reassess_accounts import settle
from app.services.show_records import Caller, show_record

JUDGED_AT_ONCE = 200
"""Accounts a single record may have judged before it is answered; the server judges the rest right after."""


def store_record(
    engine: Engine,
    workspace_id: int,
    source_id: int,
    incoming: Incoming,
    now: datetime,
    expected: Expected = ANYTHING,
) -> tuple[Stored, dict[str, Any]]:
    """What became of the record, and the record as it is now; empty when it is deleted.

    Raises Problem 412, and stores nothing, where the record is not as expected.
    """
    with writing(engine, workspace_id) as connection:
        (stored,) = ingest_records(connection, workspace_id, source_id, [incoming], now)
        expected.check(stored.version_before)
        caller = Caller(connection, workspace_id, source_id)
        shown = show_record(caller, incoming.type, incoming.record.id, also_incomplete=True) or {}
    settle(engine, workspace_id, now, at_most=JUDGED_AT_ONCE)
    return stored, shown
