"""Dropping what was kept for a time only."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

from sqlalchemy import Engine

from app import clock
from app.services.answer_once import forget_answers

EVERY_S = 3600.0
log = logging.getLogger(__name__)


@contextmanager
def forgetting(engine: Engine, every_s: float = EVERY_S) -> Iterator[None]:
    """While the server runs, drop the answers to requests that came with a key once their 72 hours are over."""
    stop = Event()
    worker = Thread(target=_work, args=(engine, stop, every_s), name="forgetting", daemon=True)
    worker.start()
    try:
        yield
    finally:
        stop.set()
        worker.join(timeout=5)


def _work(engine: Engine, stop: Event, every_s: float) -> None:
    while not stop.wait(every_s):
        try:
            forget_answers(engine, clock.now())
        except Exception:
            log.exception("forgetting failed; it is tried again")
