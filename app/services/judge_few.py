"""Judge a few accounts right after something about them arrived, without looking over the whole workspace.

Reading and judging hold nobody up: only the end writes. An account that was written to meanwhile, or whose news may
concern others beyond those told here, keeps its mark, and whoever settles the workspace goes on with it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine

from app.db import reading, writing
from app.domain.dossier import Dossier
from app.domain.facts import facts_from_json, facts_to_json, observe
from app.domain.past import reach_of
from app.domain.policy import Policy
from app.domain.surroundings import Surroundings, days_looked_at, surroundings_from_json, surroundings_to_json
from app.domain.surroundings_moved import flipped, moved, totals_from_json, totals_to_json
from app.models.account_activity import has_more_activities
from app.models.account_facts import drop_facts, load_facts, save_facts
from app.models.account_mark import drop_marks, mark_accounts, mark_tokens
from app.models.family import relatives
from app.models.merging import merges_of
from app.models.person_mark import marked_people
from app.models.storing import lock_records
from app.models.surroundings import Kept, change_surroundings, load_surroundings
from app.models.workspace import lock_workspace
from app.services.dossiers import read_dossiers
from app.services.keep_judgements import Judged, fingerprint_of, judge, keep_judgements
from app.services.policies import policy_in_force


@dataclass(frozen=True, slots=True)
class _Seen:
    """The accounts as they were at one moment."""

    policy: Policy
    kept: Kept
    surroundings: Surroundings
    tokens: Mapping[int, int]
    dossiers: Mapping[int, Dossier | None]
    """None for an account that is none any more."""

    def judged(self, now: datetime) -> list[Judged]:
        some = self.dossiers.values()
        return [judge(dossier, self.surroundings, self.policy, now) for dossier in some if dossier]


def judge_few(
    engine: Engine, workspace_id: int, account_ids: Collection[int], now: datetime, at_most: int | None = None
) -> bool:
    """Judge these accounts and their families; False where there is more to settle.

    ``at_most``: where there are more activities to read of them than that, nothing is done.
    """
    with reading(engine, workspace_id) as connection:
        if at_most is not None:
            reach = reach_of(policy_in_force(connection, workspace_id), now)
            if has_more_activities(connection, workspace_id, account_ids, at_most, reach):
                return True
        seen = _look_at(connection, workspace_id, account_ids, now)
    if seen is None:
        return False
    judged = seen.judged(now)
    with writing(engine, workspace_id) as connection:
        return _keep(connection, workspace_id, seen, judged, now)


def is_of_today(kept: Kept | None, policy: Policy, now: datetime) -> bool:
    """Whether the surroundings kept are of this day and by this policy."""
    today = days_looked_at(now, policy)[0]
    return bool(kept and kept.day == today and kept.totals and kept.totals["policy"] == policy.version)


def _look_at(connection: Connection, workspace_id: int, account_ids: Collection[int], now: datetime) -> _Seen | None:
    policy = policy_in_force(connection, workspace_id)
    kept = load_surroundings(connection, workspace_id)
    if kept is None or not is_of_today(kept, policy, now) or marked_people(connection, workspace_id):
        return None
    merges = merges_of(connection, workspace_id, "account")
    account_ids = {one for number in account_ids for one in (number, merges.of(number))}
    families = relatives(connection, workspace_id, merges)
    everybody = sorted({*account_ids, *(other for number in account_ids for other in families.get(number, ()))})
    tokens = mark_tokens(connection, workspace_id, everybody)
    found = {each.account.id: each for each in read_dossiers(connection, workspace_id, everybody, policy, now)}
    dossiers = {number: found.get(number) for number in everybody}
    return _Seen(policy, kept, surroundings_from_json(kept.body), tokens, dossiers)


def _keep(connection: Connection, workspace_id: int, seen: _Seen, judged: list[Judged], now: datetime) -> bool:
    numbers = list(seen.dossiers)
    lock_records(connection, workspace_id, "account", numbers)
    lock_workspace(connection, workspace_id)
    kept = load_surroundings(connection, workspace_id)
    if kept is None or kept.fingerprint != seen.kept.fingerprint or not kept.totals:
        return False
    tokens = mark_tokens(connection, workspace_id, numbers, lock=True)
    same = {number for number in numbers if tokens.get(number) == seen.tokens.get(number)}
    is_whole = _tell_others(connection, workspace_id, seen, kept.totals, same, now)
    ours = [each for each in judged if each.account_id in same]
    gone = [number for number in same if seen.dossiers[number] is None]
    keep_judgements(connection, workspace_id, ours, gone, seen.policy, now)
    if is_whole:
        drop_marks(connection, workspace_id, sorted(same & tokens.keys()))
    return is_whole and len(same) == len(numbers)


def _tell_others(
    connection: Connection, workspace_id: int, seen: _Seen, kept: dict[str, Any], same: set[int], now: datetime
) -> bool:
    """Bring what these accounts add to the surroundings up to date; False when that concerns accounts not marked."""
    before = dict(load_facts(connection, workspace_id, sorted(same)))
    dossiers = {number: seen.dossiers[number] for number in sorted(same)}
    facts = {number: observe(dossier, seen.policy) if dossier else None for number, dossier in dossiers.items()}
    bodies = {number: facts_to_json(each) if each else None for number, each in facts.items()}
    changed = [number for number in bodies if bodies[number] != before.get(number)]
    if not changed:
        return True
    save_facts(connection, workspace_id, {number: body for number in changed if (body := bodies[number])})
    drop_facts(connection, workspace_id, [number for number in changed if not bodies[number]])
    if "feeds" not in kept:
        return False
    totals, after = totals_from_json(kept["feeds"]), seen.surroundings
    for number in changed:
        was = facts_from_json(number, before[number]) if number in before else None
        found = moved(after, totals, was, facts[number], seen.policy)
        if found is None:
            break
        after = found
    others = flipped(seen.surroundings, after) if found else None
    if others is None:
        change_surroundings(connection, workspace_id, totals={"policy": seen.policy.version})
        return False
    change_surroundings(connection, workspace_id, totals={**kept, "feeds": totals_to_json(totals)})
    if after != seen.surroundings:
        body = surroundings_to_json(after)
        fingerprint = fingerprint_of([seen.policy.version, body])
        change_surroundings(connection, workspace_id, body=body, fingerprint=fingerprint)
        mark_accounts(connection, workspace_id, others, now, afresh=())
    return not others
