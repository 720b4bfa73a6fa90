"""Store one record and judge the accounts it touches at once.

Whoever finds nobody writing to the workspace writes for all who wait: many single writes share one transaction, and
with it one wait for the disk. Each is answered after the commit, with its own version; one that fails does not fail
its neighbours. While few write, their accounts are judged before they are answered; else the server judges them right
after.
"""

import logging
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Lock
from time import monotonic, sleep
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine

from app.db import passes, reading, writing
from app.models.account_facts import count_facts
from app.models.storing import load_records
from app.services.erased_people import refuse_erased
from app.services.expected import ANYTHING, Expected
from app.services.ingest_records import Incoming, Stored, ingest
from app.services.judge_few import judge_few
from app.services.merge_warnings import merge_warnings
from app.services.reassess_accounts import settle
from app.services.show_records import Caller, show_rows

JUDGED_AT_ONCE = 20
"""Accounts a single record may have judged before it is answered; the server judges the rest right after."""
LOOKED_OVER_AT_ONCE = 300
"""Accounts of a workspace that is looked over as a whole before a record that concerns everybody is answered."""
READ_AT_ONCE = 5_000
"""Activities read to judge before an answer; an account that has more is judged by the server right after."""
TOGETHER = 64
"""Writes in one transaction."""
FEW, CALM_AFTER_S = 2, 0.5
"""Nobody is judged before the answer when more than so many wrote at once, until that is so long ago."""
GATHER_S = 0.002
"""How long a crowd is waited for: those who come meanwhile are read, and share the transaction."""
log = logging.getLogger(__name__)
More = Callable[[Connection, Stored, dict[str, Any]], None]
Answer = tuple[Stored, dict[str, Any]]


@dataclass(slots=True)
class _Write:
    source_id: int
    incoming: Incoming
    now: datetime
    expected: Expected
    more: More | None
    answer: Answer | None = None
    error: Exception | None = None

    @property
    def is_done(self) -> bool:
        return bool(self.answer or self.error)

    @property
    def is_alone(self) -> bool:
        """Whether it may be refused when its record is looked at, which undoes its transaction."""
        return bool(self.expected or self.more)


def store_record(
    engine: Engine,
    workspace_id: int,
    source_id: int,
    incoming: Incoming,
    now: datetime,
    expected: Expected = ANYTHING,
    more: More | None = None,
) -> Answer:
    """What became of the record, and the record as it is now.

    ``now`` is when its request came: one that does not say when it changed loses against one that came later, also
    when that was stored first. ``more`` is done in the same transaction: both are kept, or neither. Raises Problem, and
    stores nothing: 412 where the record is not as expected, 410 where its person was erased.
    """
    queues = _QUEUES.setdefault(engine, {})
    queue = queues.setdefault(workspace_id, _Queue(workspace_id))
    return queue.put(engine, _Write(source_id, incoming, now, expected, more))


class _Queue:
    """Those who wait to write to one workspace."""

    def __init__(self, workspace_id: int) -> None:
        self._workspace_id = workspace_id
        self._waiting: deque[_Write] = deque()
        self._turn, self._judging = Lock(), Lock()
        self._touched: dict[int, None] = {}
        self._crowded_at = -CALM_AFTER_S
        self._last = datetime.min.replace(tzinfo=UTC)

    @property
    def is_crowded(self) -> bool:
        return monotonic() - self._crowded_at < CALM_AFTER_S

    def put(self, engine: Engine, write: _Write) -> Answer:
        self._waiting.append(write)
        with self._turn:
            if not write.is_done:
                if self.is_crowded:
                    sleep(GATHER_S)
                writes = [self._waiting.popleft() for _ in range(min(len(self._waiting), TOGETHER))]
                if len(writes) > FEW:
                    self._crowded_at = monotonic()
                self._write(engine, writes)
        if not self.is_crowded:
            with self._judging:
                self._judge(engine, max(write.now, self._last))
        if write.answer is None:
            raise write.error or RuntimeError("nobody wrote it")
        return write.answer

    def _write(self, engine: Engine, writes: Sequence[_Write]) -> None:
        for some in _sharing(writes):
            try:
                self._store(engine, some)
            except Exception as error:
                # A database that is away is away for each of them, and each would wait for it in turn.
                if len(some) > 1 and not passes(error):
                    for one in some:
                        self._write(engine, [one])
                    continue
                for one in some:
                    one.error = error

    def _store(self, engine: Engine, writes: Sequence[_Write]) -> None:
        answers: list[Answer] = []
        touched: set[int] = set()
        with writing(engine, self._workspace_id) as connection:
            for some in _distinct(writes):
                # Each later than the one before, so that history keeps the order in which they were stored.
                self._last = max(self._last + timedelta(microseconds=1), *(write.now for write in some))
                incoming = [write.incoming._replace(came_at=write.now) for write in some]
                source_id = some[0].source_id
                ingested = ingest(connection, self._workspace_id, source_id, incoming, self._last)
                touched |= ingested.touched
                for write, stored in zip(some, ingested.stored, strict=True):
                    write.expected.check(stored.version_before)
                    refuse_erased(stored.status, is_deletion=write.incoming.is_deletion)
                shown = _shown(Caller(connection, self._workspace_id, source_id), ingested.stored)
                answers += zip(ingested.stored, shown, strict=True)
            for write, answer in zip(writes, answers, strict=True):
                if write.more:
                    write.more(connection, *answer)
        self._touched = (self._touched if len(self._touched) < TOGETHER else {}) | dict.fromkeys(touched)
        for write, answer in zip(writes, answers, strict=True):
            write.answer = answer

    def _judge(self, engine: Engine, now: datetime) -> None:
        touched, self._touched = self._touched, {}
        some = list(touched)[-JUDGED_AT_ONCE:]
        try:
            if some and not judge_few(engine, self._workspace_id, some, now, READ_AT_ONCE):
                with reading(engine, self._workspace_id) as connection:
                    accounts = count_facts(connection, self._workspace_id)
                if accounts <= LOOKED_OVER_AT_ONCE:
                    settle(engine, self._workspace_id, now, LOOKED_OVER_AT_ONCE, self._give_way)
        except _Crowded:
            pass
        except Exception:
            # The records are stored and their accounts marked: the server judges them.
            log.exception("an account could not be judged at once; it is tried again")

    def _give_way(self) -> None:
        if self.is_crowded:
            raise _Crowded


class _Crowded(Exception):
    """Many write now: what is not judged yet stays marked, and is left to the server."""


def is_crowded(engine: Engine, workspace_id: int) -> bool:
    """Whether many write to the workspace one by one, here and now."""
    queue = _QUEUES.get(engine, {}).get(workspace_id)
    return queue is not None and queue.is_crowded


_QUEUES: WeakKeyDictionary[Engine, dict[int, _Queue]] = WeakKeyDictionary()


def _sharing(writes: Sequence[_Write]) -> Iterator[list[_Write]]:
    """In order, those that go into one transaction."""
    some: list[_Write] = []
    for write in writes:
        if some and (write.is_alone or some[0].is_alone):
            yield some
            some = []
        some.append(write)
    if some:
        yield some


def _distinct(writes: Sequence[_Write]) -> Iterator[list[_Write]]:
    """In order, those of one source that all speak of different records: each gets a version of its own."""
    some: list[_Write] = []
    names: set[tuple[str, str]] = set()
    for write in writes:
        # `crm:7` may be the same record as `7`.
        name = write.incoming.type, write.incoming.record.id.partition(":")[2] or write.incoming.record.id
        if some and (name in names or write.source_id != some[0].source_id):
            yield some
            some, names = [], set()
        some.append(write)
        names.add(name)
    if some:
        yield some


def _shown(caller: Caller, stored: Sequence[Stored]) -> list[dict[str, Any]]:
    found: dict[tuple[str, int], dict[str, Any]] = {}
    for kind in sorted({each.type for each in stored}):
        numbers = [each.leadline_id for each in stored if each.type == kind]
        rows = load_records(caller.connection, caller.workspace_id, kind, numbers)
        shown = show_rows(caller, kind, list(rows.values()))
        for number, record in zip(rows, shown, strict=True):
            found[kind, number] = record | {"warnings": merge_warnings(caller, kind, record)}
    return [found[each.type, each.leadline_id] for each in stored]
