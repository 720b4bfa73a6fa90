"""Going on with the imports that wait, one at a time in each server process."""

import logging
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Event, Thread

from sqlalchemy import Engine

from app import clock
from app.db import reading
from app.models.workspace import all_workspaces
from app.services.import_jobs import drop_old_imports
from app.services.run_import import run_next_import

EVERY_S = 1.0
STOPS_WITHIN_S = 5.0
log = logging.getLogger(__name__)


@contextmanager
def importing(engine: Engine, kept_for: timedelta, every_s: float = EVERY_S) -> Iterator[None]:
    """Go on with imports while the server runs; those that ended longer ago than ``kept_for`` are forgotten."""
    stop = Event()
    worker = Thread(target=_work, args=(engine, kept_for, stop, every_s), name="importing", daemon=True)
    worker.start()
    try:
        yield
    finally:
        stop.set()
        # What it leaves is gone on with later, and a batch it is in is undone.
        worker.join(timeout=STOPS_WITHIN_S)


def _work(engine: Engine, kept_for: timedelta, stop: Event, every_s: float) -> None:
    runner = f"{os.getpid()}-{secrets.token_hex(8)}"
    while not stop.wait(every_s):
        try:
            run_imports(engine, runner, kept_for, stop)
        except Exception:
            # A database that is away for a moment must not end the work for good.
            log.exception("importing failed; it is tried again")


def run_imports(engine: Engine, runner: str, kept_for: timedelta, stop: Event | None = None) -> None:
    """Go on with what waits in each workspace, one import of each in turn."""
    is_stopped = stop.is_set if stop else lambda: False
    with reading(engine, None) as connection:
        workspaces = all_workspaces(connection)
    for workspace_id in workspaces:
        if is_stopped():
            return
        drop_old_imports(engine, workspace_id, clock.now(), kept_for)
        run_next_import(engine, workspace_id, runner, clock.now, is_stopped)
