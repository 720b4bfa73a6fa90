"""A new flag is told to the owner of its account at once, and to others after one business day."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine

from app.db import reading
from app.services.policies import default_policy
from app.services.show_records import Caller
from app.services.telling import told_to

OWNER, COLLEAGUE = 7, 8
OPENED_ON = "2026-11-23"  # a Monday
ABOUT = {"owner": {"leadline_id": OWNER}}


@pytest.mark.parametrize(
    ("viewer", "at", "told"),
    [
        (OWNER, "2026-11-23T06:00", True),
        (COLLEAGUE, "2026-11-23T06:00", False),
        (COLLEAGUE, "2026-11-24T09:00", True),
        (None, "2026-11-23T06:00", True),  # a program, or whoever came by the link
    ],
)
def test_who_is_told_when(sqlite_engine: Engine, viewer: int | None, at: str, told: bool) -> None:
    with reading(sqlite_engine, None) as connection:
        caller = Caller(connection, 1, 1, viewer=viewer)
        tell = told_to(caller, datetime.fromisoformat(at).replace(tzinfo=UTC), default_policy())
        assert tell(ABOUT, OPENED_ON) is told
        assert tell({"owner": None}, OPENED_ON) is (told and viewer != OWNER)
