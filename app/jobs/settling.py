"""Judging what is still marked, and everybody again when a day has begun: time itself changes verdicts."""

import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from time import monotonic

from sqlalchemy import Engine

from app import clock
from app.db import reading
from app.jobs.weekly_review import make_due_review
from app.models.import_job import is_importing
from app.models.workspace import all_workspaces
from app.services.reassess_accounts import needs_settling, settle
from app.services.store_record import is_crowded

EVERY_S = 2.0
"""A hot account is judged at most so often, and always after its last record."""
STOPS_WITHIN_S = 5.0
PAUSES, LONGEST_PAUSE_S = 3, 2.0
"""Between some accounts and the next while many write: so many times as long as judging them took."""
SWITCH_S = 0.0005
"""How long judging keeps the interpreter while an answer waits for it, at each of the answer's steps."""
log = logging.getLogger(__name__)


@contextmanager
def settling(engine: Engine, every_s: float = EVERY_S) -> Iterator[None]:
    """Keep the assessments settled while the server runs."""
    stop = Event()
    sys.setswitchinterval(SWITCH_S)
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


def _giving_way(engine: Engine, workspace_id: int, stop: Event) -> Callable[[], None]:
    """Lets those who write go first, without making the accounts wait for ever."""
    began = monotonic()

    def give_way() -> None:
        nonlocal began
        if is_crowded(engine, workspace_id):
            stop.wait(min(PAUSES * (monotonic() - began), LONGEST_PAUSE_S))
        began = monotonic()

    return give_way


def settle_everything(engine: Engine, stop: Event | None = None) -> None:
    """Settle each workspace that has something to do."""
    with reading(engine, None) as connection:
        workspaces = all_workspaces(connection)
    for workspace_id in workspaces:
        if stop and stop.is_set():
            return
        now = clock.now()
        with reading(engine, workspace_id) as connection:
            # An import judges each account it touched once, at its end.
            waiting = not is_importing(connection, workspace_id, now) and needs_settling(connection, workspace_id, now)
        if waiting:
            settle(engine, workspace_id, now, pause=_giving_way(engine, workspace_id, stop or Event()), rounds=1)
        make_due_review(engine, workspace_id, now)
