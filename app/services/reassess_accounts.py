"""Judge the accounts that are marked, and those whose surroundings changed with them.

A few are judged by the difference they make. Else three steps, each in transactions of its own: read what each marked
account adds to the surroundings, look over the workspace, judge. An account marked again meanwhile keeps its mark, so
the last record is always judged.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from functools import partial

from sqlalchemy import Connection, Engine

from app.db import chunks, reading, writing
from app.domain.facts import facts_to_json, observe
from app.domain.policy import Policy
from app.domain.surroundings import (
    Surroundings,
    concerned,
    days_looked_at,
    surroundings_from_json,
    surroundings_to_json,
    survey,
)
from app.domain.surroundings_moved import totals_of, totals_to_json
from app.models.account_facts import drop_facts, save_facts
from app.models.account_mark import mark_unmarked, marked_accounts, unmark_accounts
from app.models.family import relatives
from app.models.merging import merges_of
from app.models.name_change import forget_name_changes
from app.models.person_mark import marked_people
from app.models.storing import lock_records
from app.models.surroundings import change_surroundings, load_surroundings, save_surroundings
from app.models.workspace import lock_workspace
from app.services.dossiers import read_dossiers
from app.services.judge_few import is_of_today, judge_few
from app.services.judge_many import MANY, PROCESSES, judge_many
from app.services.keep_judgements import fingerprint_of, judge, keep_judgements
from app.services.policies import policy_in_force
from app.services.rejoin import spread_marks
from app.services.surroundings_now import facts_of_all

BATCH = 100
"""Accounts judged in one transaction."""
TOGETHER = 20
"""Accounts judged at a time by the difference they make."""
ROUNDS = 5
"""Accounts that others' news concerns are marked on the way, and judged in the next round."""


def settle(
    engine: Engine,
    workspace_id: int,
    now: datetime,
    at_most: int | None = None,
    pause: Callable[[], None] | None = None,
    rounds: int = ROUNDS,
) -> int:
    """Judge what is marked; ``at_most`` leaves the rest of a large change for later. Gives the number judged.

    ``pause`` is called before each few accounts; in one of the ``rounds`` each is judged once, whatever arrives.
    """
    judged = 0
    for _ in range(rounds):
        with reading(engine, workspace_id) as connection:
            marks = list(marked_accounts(connection, workspace_id, at_most))
            is_whole = _is_whole(connection, workspace_id, now)
        if not is_whole or len(marks) >= MANY:
            return judged + _settle_all(engine, workspace_id, now, at_most)
        if not marks or (at_most is not None and judged >= at_most):
            break
        for some in chunks(marks, TOGETHER):
            if pause:
                pause()
            judged += len(some)
            if not judge_few(engine, workspace_id, some, now) and not _still_whole(engine, workspace_id, now):
                return judged + _settle_all(engine, workspace_id, now, at_most)
    return judged


def _is_whole(connection: Connection, workspace_id: int, now: datetime) -> bool:
    """Whether nothing but marked accounts waits, and no look over the whole workspace."""
    kept = load_surroundings(connection, workspace_id)
    policy = policy_in_force(connection, workspace_id)
    is_known = kept is not None and kept.totals is not None and "feeds" in kept.totals
    return is_known and is_of_today(kept, policy, now) and not marked_people(connection, workspace_id)


def _still_whole(engine: Engine, workspace_id: int, now: datetime) -> bool:
    with reading(engine, workspace_id) as connection:
        return _is_whole(connection, workspace_id, now)


def _settle_all(engine: Engine, workspace_id: int, now: datetime, at_most: int | None) -> int:
    with reading(engine, workspace_id) as connection:
        policy = policy_in_force(connection, workspace_id)
        marks = marked_accounts(connection, workspace_id)
        merges = merges_of(connection, workspace_id, "account")
        families = relatives(connection, workspace_id, merges)
        people = marked_people(connection, workspace_id)
    if people or merges.into.keys() & marks.keys():
        marks |= spread_marks(engine, workspace_id, marks, people, now)
    kin = {other for number in marks for other in families.get(number, ())} - marks.keys()
    for some in chunks(list(marks), BATCH):
        with writing(engine, workspace_id) as connection:
            _observe(connection, workspace_id, some, policy, now)
    with writing(engine, workspace_id) as connection:
        concerned_too = _look_over(connection, workspace_id, policy, now, kin)
    # Those marked before keep their own mark: it says which of their records were read.
    marks = concerned_too | marks
    chosen = sorted(marks, key=lambda number: (number in concerned_too, number))[:at_most]
    if len(chosen) >= MANY and PROCESSES > 1:
        judge_many(engine, workspace_id, {number: marks[number] for number in chosen}, now)
        return len(chosen)
    for some in chunks(chosen, BATCH):
        with writing(engine, workspace_id) as connection:
            _judge(connection, workspace_id, {number: marks[number] for number in sorted(some)}, policy, now)
    return len(chosen)


def needs_settling(connection: Connection, workspace_id: int, now: datetime) -> bool:
    """Whether an account is marked, or a day has begun since the accounts were judged."""
    if marked_accounts(connection, workspace_id, at_most=1) or marked_people(connection, workspace_id):
        return True
    return load_surroundings(connection, workspace_id) is not None and not _is_whole(connection, workspace_id, now)


def _observe(
    connection: Connection, workspace_id: int, account_ids: Sequence[int], policy: Policy, now: datetime
) -> None:
    lock_records(connection, workspace_id, "account", account_ids)
    bodies = {
        each.account.id: facts_to_json(observe(each, policy))
        for each in read_dossiers(connection, workspace_id, account_ids, policy, now)
    }
    lock_workspace(connection, workspace_id)
    change_surroundings(connection, workspace_id, totals=None)
    save_facts(connection, workspace_id, bodies)
    drop_facts(connection, workspace_id, [number for number in account_ids if number not in bodies])


def _look_over(
    connection: Connection, workspace_id: int, policy: Policy, now: datetime, kin: Collection[int]
) -> dict[int, datetime]:
    """Make the day's surroundings again, and mark the accounts they concern and ``kin``; all these are given."""
    lock_workspace(connection, workspace_id)
    today = days_looked_at(now, policy)[0]
    # Read up to three times: a thousand take 10 ms to read, and 8 MB to hold.
    facts = partial(facts_of_all, connection, workspace_id)
    after = survey(facts(), policy, now)
    body = surroundings_to_json(after)
    fingerprint = fingerprint_of([policy.version, body])
    kept = load_surroundings(connection, workspace_id)
    numbers = set(kin)
    totals = {"policy": policy.version, "feeds": totals_to_json(totals_of(facts()))}
    save_surroundings(connection, workspace_id, today, fingerprint, body, totals)
    if not kept or kept.day != today:
        forget_name_changes(connection, workspace_id)
    if not kept or (kept.day, kept.fingerprint) != (today, fingerprint):
        before = surroundings_from_json(kept.body) if kept else Surroundings({})
        numbers.update(concerned(before, after, facts()))
    mark_unmarked(connection, workspace_id, numbers, now)
    return dict.fromkeys(numbers, now)


def _judge(
    connection: Connection, workspace_id: int, marks: Mapping[int, datetime], policy: Policy, now: datetime
) -> None:
    lock_records(connection, workspace_id, "account", marks)
    kept = load_surroundings(connection, workspace_id)
    surroundings = surroundings_from_json(kept.body) if kept else survey((), policy, now)
    everybody = read_dossiers(connection, workspace_id, list(marks), policy, now)
    judged = [judge(each, surroundings, policy, now) for each in everybody]
    gone = marks.keys() - {each.account_id for each in judged}
    keep_judgements(connection, workspace_id, judged, gone, policy, now)
    unmark_accounts(connection, workspace_id, marks)
