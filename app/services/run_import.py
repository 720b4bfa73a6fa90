"""Go on with an import that waits. Each batch of rows is stored together with how far that brings it.

So a server that is killed leaves it at the end of a batch, and another one goes on there. Two never do the same
batch: whoever was not the one at it any more undoes its own.
"""

import io
import json
import logging
import secrets
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext, suppress
from datetime import datetime, timedelta
from functools import partial
from typing import Any, BinaryIO, cast
from zoneinfo import ZoneInfo

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from app.db import passes, reading, refresh_statistics, writing
from app.errors import Problem
from app.models.import_body import StoredBody, drop_body
from app.models.import_job import Name, change_held, change_job, has_free_job, job_of, take_job
from app.models.import_result import keep_results
from app.services.import_rows import Result, Summary, batches, shown_result, store_batch
from app.services.policies import policy_in_force
from app.services.read_ahead import reading_ahead
from app.services.read_rows import csv_header, read_rows
from app.services.reassess_accounts import settle
from app.services.refused_rows import refused_writer
from app.services.split_rows import csv_rows
from app.services.unpack import unpack

LEASE = timedelta(seconds=60)
"""How long nobody else goes on with an import after its last batch."""
MANY_ROWS = 10_000
"""Rows from which on they are read by a process of its own, and the database counts its tables anew at the end."""
Now = Callable[[], datetime]
log = logging.getLogger(__name__)


class _NotOurs(Exception):
    """It was cancelled, or another server goes on with it."""


def run_import(engine: Engine, name: Name, values: Mapping[str, Any], now: Now) -> bool:
    """Go on at once with one that is held, with these values; False: it is not held any more."""
    runner = f"page-{secrets.token_hex(8)}"
    began = {"state": "running", "runner": runner, "leased_until": now() + LEASE, "started_at": now()}
    with writing(engine, name[0]) as connection:
        if not change_held(connection, name, {**values, **began}):
            return False
        job = job_of(connection, name)
    if job:
        _go_on(engine, job, runner, now, lambda: False)
    return True


def run_next_import(
    engine: Engine, workspace_id: int, runner: str, now: Now, stops: Callable[[], bool] = lambda: False
) -> bool:
    """Take the oldest import nobody is at, and go on with it to its end, or until ``stops()``; False: there is none."""
    with reading(engine, workspace_id) as connection:
        if not has_free_job(connection, workspace_id, now()):
            return False
    with writing(engine, workspace_id) as connection:
        job = take_job(connection, workspace_id, runner, now(), now() + LEASE)
    if job is None:
        return False
    _go_on(engine, job, runner, now, stops)
    return True


def _go_on(engine: Engine, job: dict[str, Any], runner: str, now: Now, stops: Callable[[], bool]) -> None:
    run = _Run(engine, job, runner, now)
    try:
        run.go_on(stops)
    except _NotOurs:
        log.info("an import was cancelled, or taken over")
    except Problem as problem:
        run.end("failed", problem.detail or problem.title)
    except SQLAlchemyError as error:
        if passes(error):
            raise
        log.exception("an import failed")
        run.end("failed", "Something went wrong on our side.")
    except Exception:
        log.exception("an import failed")
        run.end("failed", "Something went wrong on our side.")


class _Run:
    def __init__(self, engine: Engine, job: dict[str, Any], runner: str, now: Now) -> None:
        self._engine, self._job, self._runner, self._now = engine, job, runner, now
        self._workspace_id: int = job["workspace_id"]
        self._name: Name = (self._workspace_id, job["id"])
        self._received: int = job["received"]
        self._unknown = Counter({(of_type, field): rows for of_type, field, rows in job["unknown"]})
        self._unread = Counter({tuple(what): rows for *what, rows in job["unread"]})

    def go_on(self, stops: Callable[[], bool]) -> None:
        with reading(self._engine, self._workspace_id) as connection:
            words = policy_in_force(connection, self._workspace_id).mappings.in_our_words
        form, of_type, columns = self._job["form"], self._job["type"], self._job["columns"]
        first = next(csv_rows(body_of(self._engine, self._job)), None) if form == "csv" else None
        header = csv_header(first, of_type, columns) if form == "csv" else None
        zone = ZoneInfo(self._job["zone"]) if self._job["zone"] else None
        body, asked = partial(body_of, self._engine, self._job), (form, of_type, zone, words, self._received, columns)
        ahead = self._job["rows"] - self._received > MANY_ROWS
        with reading_ahead(body, *asked) if ahead else nullcontext(read_rows(body(), *asked)) as rows:
            for batch in batches(rows):
                self._store(batch, header)
                if stops():
                    with writing(self._engine, self._workspace_id) as connection:
                        self._change(connection, {"state": "queued", "runner": None, "leased_until": None})
                    return
        settle(self._engine, self._workspace_id, self._now())
        if self._received > MANY_ROWS:
            refresh_statistics(self._engine)
        self.end("done")

    def end(self, state: str, sentence: str | None = None) -> None:
        with suppress(_NotOurs), writing(self._engine, self._workspace_id) as connection:
            self._change(connection, {"state": state, "sentence": sentence, "finished_at": self._now()})
            drop_body(connection, self._name)

    def _store(self, batch: Sequence[Any], header: Sequence[str] | None) -> None:
        with writing(self._engine, self._workspace_id) as connection:
            results = store_batch(
                connection, self._workspace_id, self._job["source_id"], batch, self._job["created_at"]
            )
            summary = Summary()
            for result in results:
                summary.add(result)
            counts = {count: self._job[count] + summary[count] for count in ("stored", "unchanged", "refused")}
            unknown, unread = self._unknown + summary.unknown, self._unread + summary.unread
            received = self._received + len(results)
            refused = _refused(results, header, is_first=not self._job["refused"])
            keep_results(connection, self._name, self._received + 1, _lines(results), refused)
            self._change(
                connection,
                {
                    **counts,
                    "received": received,
                    "unknown": [[of_type, field, rows] for (of_type, field), rows in unknown.items()],
                    "unread": [[*what, rows] for what, rows in unread.items()],
                    "leased_until": self._now() + LEASE,
                },
            )
        self._received, self._unknown, self._unread = received, unknown, unread
        self._job |= counts

    def _change(self, connection: Any, values: dict[str, Any]) -> None:
        if not change_job(connection, self._name, self._runner, self._received, values):
            raise _NotOurs


def body_of(engine: Engine, job: Mapping[str, Any]) -> BinaryIO:
    """What was sent, unpacked, as a stream."""
    stored = cast(BinaryIO, io.BufferedReader(StoredBody(engine, (job["workspace_id"], job["id"])), 128 * 1024))
    return unpack(stored) if job["packed"] else stored


def _lines(results: Sequence[Result]) -> bytes:
    return "".join(json.dumps(shown_result(result), separators=(",", ":")) + "\n" for result in results).encode()


def _refused(results: Sequence[Result], header: Sequence[str] | None, *, is_first: bool) -> bytes:
    refused = [result.row for result in results if result.status == "refused"]
    if not refused:
        return b""
    text = io.StringIO(newline="")
    write = refused_writer(text, header, with_header=is_first)
    for row in refused:
        write(row)
    return text.getvalue().encode("utf-8", "surrogateescape")
