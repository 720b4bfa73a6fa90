"""Dropping what was kept for a time only."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Event, Thread

from sqlalchemy import Engine

from app import clock
from app.services.answer_once import forget_answers
from app.services.looks import forget_looks

EVERY_S = 3600.0
log = logging.getLogger(__name__)


@contextmanager
def forgetting(engine: Engine, looks_kept_for: timedelta, every_s: float = EVERY_S) -> Iterator[None]:
    """While the server runs, drop what is over its time: answers to requests that came with a key, and old looks."""
    stop = Event()
    worker = Thread(target=_work, args=(engine, looks_kept_for, stop, every_s), name="forgetting", daemon=True)
    worker.start()
    try:
        yield
    finally:
        stop.set()
        worker.join(timeout=5)


def _work(engine: Engine, looks_kept_for: timedelta, stop: Event, every_s: float) -> None:
    while not stop.wait(every_s):
        try:
            forget_answers(engine, clock.now())
            forget_looks(engine, clock.now(), looks_kept_for)
        except Exception:
            log.exception("forgetting failed; it is tried again")
