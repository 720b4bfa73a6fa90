"""Judge many accounts in processes of their own: they read and judge, this one writes.

For a whole workspace: each night, after a new policy, after a first import. Judging one account needs nothing of
another, and a server goes on answering meanwhile: its own process only stores what comes back.
"""

import gc
import os
import signal
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from multiprocessing import get_context, parent_process
from threading import Thread

from sqlalchemy import Engine

from app.db import chunks, make_engine, reading, writing
from app.domain.surroundings import surroundings_from_json
from app.models.account_mark import mark_tokens, unmark_accounts
from app.models.action import open_cures
from app.models.storing import lock_records
from app.models.surroundings import load_surroundings
from app.services.dossiers import read_dossiers
from app.services.keep_judgements import Judged, judge, keep_judgements
from app.services.policies import policy_in_force

MANY = 2000
"""From so many accounts on it pays to start processes, which takes seconds."""
BATCH = 100
"""Accounts judged, and stored, at a time."""
PROCESSES = min(os.cpu_count() or 1, 8)


@dataclass(frozen=True, slots=True)
class _Part:
    """Some accounts as they were judged, the marks they had when they were read, and by which policy."""

    judged: list[Judged]
    tokens: dict[int, int]
    policy_version: int


def judge_many(engine: Engine, workspace_id: int, marks: Mapping[int, datetime], now: datetime) -> None:
    """Judge and store these marked accounts; one that was written to meanwhile keeps its mark, and what it had."""
    url = engine.url.render_as_string(hide_password=False)
    parts = list(chunks(sorted(marks), BATCH))
    with ProcessPoolExecutor(PROCESSES, get_context("spawn"), _begin) as pool:
        asked = ((url, workspace_id, some, now) for some in parts)
        for some, part in zip(parts, _in_turn(pool, asked), strict=True):
            _keep(engine, workspace_id, {number: marks[number] for number in some}, part, now)


def _begin() -> None:
    """Whoever stops the server asks that one; these end with it, and what they share stays out of cleaning up."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)


def _end_with_parent() -> None:
    parent = parent_process()
    if parent:
        parent.join()
        os._exit(1)


def _in_turn(pool: Executor, asked: Iterable[tuple[str, int, Collection[int], datetime]]) -> Iterator[_Part]:
    """The answers in order, never more than a few ahead of who stores them."""
    waiting: deque[Future[_Part]] = deque()
    for arguments in asked:
        waiting.append(pool.submit(_judged, *arguments))
        if len(waiting) > 2 * PROCESSES:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


@cache
def _engine(url: str) -> Engine:
    return make_engine(url, connections=1)


def _judged(url: str, workspace_id: int, account_ids: Collection[int], now: datetime) -> _Part:
    numbers = list(account_ids)
    with reading(_engine(url), workspace_id) as connection:
        tokens = mark_tokens(connection, workspace_id, numbers)
        policy = policy_in_force(connection, workspace_id)
        kept = load_surroundings(connection, workspace_id)
        agreed = open_cures(connection, workspace_id, numbers)
        everybody = list(read_dossiers(connection, workspace_id, numbers, policy, now))
    if kept is None:
        return _Part([], {}, policy.version)
    surroundings = surroundings_from_json(kept.body)
    judged = [judge(each, surroundings, policy, now) for each in everybody]
    # Rows and policy stay here: only open actions are still held against them.
    found = [each if each.account_id in agreed else replace(each, standing=None) for each in judged]
    return _Part(found, tokens, policy.version)


def _keep(engine: Engine, workspace_id: int, marks: Mapping[int, datetime], part: _Part, now: datetime) -> None:
    with writing(engine, workspace_id) as connection:
        policy = policy_in_force(connection, workspace_id)
        if policy.version != part.policy_version:
            return
        lock_records(connection, workspace_id, "account", marks)
        tokens = mark_tokens(connection, workspace_id, list(marks), lock=True)
        same = {number for number in marks if number in part.tokens and tokens.get(number) == part.tokens[number]}
        judged = [each for each in part.judged if each.account_id in same]
        gone = same - {each.account_id for each in judged}
        keep_judgements(connection, workspace_id, judged, gone, policy, now)
        unmark_accounts(connection, workspace_id, {number: marks[number] for number in same})
