"""The review is there on Monday at six, frozen once for everybody."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from app.db import reading
from app.jobs.weekly_review import make_due_review
from app.services.show_records import Caller
from app.services.weekly_review import kept_review, week_of
from tests.clients import client_of
from tests.routers.managed_account import NOW, ROWS

MONDAY = (NOW - timedelta(days=NOW.weekday())).replace(hour=0, minute=0, second=0, microsecond=0)


def made_at(engine: Engine, workspace_id: int) -> str | None:
    with reading(engine, workspace_id) as connection:
        kept = kept_review(Caller(connection, workspace_id, 1), week_of(MONDAY.date()))
    return kept["made_at"] if kept else None


def at(days: int, hour: int, minute: int = 0) -> datetime:
    return (MONDAY + timedelta(days=days, hours=hour, minutes=minute)).astimezone(UTC)


@pytest.mark.parametrize("early", [at(0, 5, 59), at(1, 9), at(6, 12)])
def test_not_before_six_and_on_no_other_day(engine: Engine, early: datetime) -> None:
    client = client_of(engine)
    client.post("/v1/imports", json=ROWS)
    make_due_review(engine, client.workspace_id, early)
    assert made_at(engine, client.workspace_id) is None


def test_on_monday_after_six_once(engine: Engine) -> None:
    client = client_of(engine)
    client.post("/v1/imports", json=ROWS)
    for minute in (0, 30):
        make_due_review(engine, client.workspace_id, at(0, 6, minute))
    assert made_at(engine, client.workspace_id) == at(0, 6).isoformat().replace("+00:00", "Z")


def test_nothing_is_frozen_where_nothing_is_on_file_yet(engine: Engine) -> None:
    client = client_of(engine)
    make_due_review(engine, client.workspace_id, at(0, 6))
    assert made_at(engine, client.workspace_id) is None
