"""Judging what is still marked, and everybody again when a day has begun: time itself changes verdicts."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

from sqlalchemy import Engine

from app import clock
from app.db import reading
from app.jobs.weekly_review import make_due_review
from app.models.workspace import all_workspaces
from app.services.reassess_accounts import needs_settling, settle

EVERY_S = 2.0
"""A hot account is judged at most so often, and always after its last record."""
STOPS_WITHIN_S = 5.0
log = logging.getLogger(__name__)


@contextmanager
def settling(engine: Engine, every_s: float = EVERY_S) -> Iterator[None]:
    """Keep the assessments settled while the server runs."""
    stop = Event()
    worker = Thread(target=_work, args=(engine, stop, every_s), name="settling", daemon=True)
    worker.start()
    try:
        yield
    finally:
        stop.set()
        # What it leaves is still marked, and a transaction it is in is undone.
        worker.join(timeout=STOPS_WITHIN_S)


def _work(engine: Engine, stop: Event, every_s: float) -> None:
    while not stop.wait(every_s):
        try:
            settle_everything(engine, stop)
        except Exception:
            # A database that is away for a moment must not end the work for good.
            log.exception("settling failed; it is tried again")


def settle_everything(engine: Engine, stop: Event | None = None) -> None:
    """Settle each workspace that has something to do."""
    with reading(engine, None) as connection:
        workspaces = all_workspaces(connection)
    for workspace_id in workspaces:
        if stop and stop.is_set():
            return
        now = clock.now()
        with reading(engine, workspace_id) as connection:
            waiting = needs_settling(connection, workspace_id, now)
        if waiting:
            settle(engine, workspace_id, now)
        make_due_review(engine, workspace_id, now)
