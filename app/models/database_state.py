"""Whether anything at all was committed since: the cheapest question that says what was read once still holds."""

import sqlite3
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, String, cast, event, func, select

from app.models.asking_once import ask_once

_WATCHING: WeakKeyDictionary[Engine, sqlite3.Connection] = WeakKeyDictionary()
_LOCK = Lock()
_SNAPSHOT = select(cast(func.pg_current_snapshot(), String))
_NOBODYS = 0


def state_of(engine: Engine) -> str:
    """A word for what is stored now: equal only while nobody, here or in another process, has committed a write.

    Ask before reading what is kept under it: then what is kept may be newer than its word, and never older.
    """
    if engine.dialect.name == "sqlite":
        with _LOCK:
            # It tells of commits by any other connection, so it is asked on one that never writes.
            watching = _WATCHING.get(engine) or _watch(engine)
            return str(watching.execute("PRAGMA data_version").fetchone()[0])
    row = ask_once(engine, _NOBODYS, _SNAPSHOT, {})
    assert row
    return str(row[0])


def _watch(engine: Engine) -> sqlite3.Connection:
    pooled = engine.raw_connection()
    watching: Any = pooled.driver_connection
    pooled.detach()
    _WATCHING[engine] = watching
    event.listen(engine, "engine_disposed", _stop)
    return _WATCHING[engine]


def _stop(engine: Engine) -> None:
    with _LOCK:
        watching = _WATCHING.pop(engine, None)
        if watching:
            watching.close()
