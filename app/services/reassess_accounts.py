"""Judge the accounts that are marked, and those whose surroundings changed with them.

Three steps, each in transactions of its own: read what each marked account adds to the surroundings, look over
the workspace, judge. An account marked again meanwhile keeps its mark, so the last record is always judged.
"""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine

from app.db import chunks, reading, writing
from app.domain.assessment_body import body_of
from app.domain.dossier import prepare
from app.domain.facts import Facts, facts_from_json, facts_to_json, observe
from app.domain.judgement import judge_dossier
from app.domain.policy import Policy
from app.domain.standing import Standing
from app.domain.surroundings import (
    Surroundings,
    concerned,
    days_looked_at,
    surroundings_from_json,
    surroundings_to_json,
    survey,
)
from app.models.account_facts import drop_facts, load_facts, save_facts
from app.models.account_mark import mark_accounts, marked_accounts, unmark_accounts
from app.models.action import open_cures
from app.models.assessment import drop_assessments, load_assessments, save_assessments
from app.models.assessment_said import say
from app.models.family import relatives
from app.models.gathering import gather
from app.models.storing import lock_records
from app.models.surroundings import load_surroundings, save_surroundings
from app.models.workspace import lock_workspace
from app.services.check_actions import check_actions
from app.services.keep_flags import keep_flags
from app.services.policies import policy_in_force

BATCH = 400
"""Accounts judged in one transaction."""


def settle(engine: Engine, workspace_id: int, now: datetime, at_most: int | None = None) -> int:
    """Judge what is marked; ``at_most`` leaves the rest of a large change for later. Gives the number judged."""
    with reading(engine, workspace_id) as connection:
        policy = policy_in_force(connection, workspace_id)
        marks = marked_accounts(connection, workspace_id)
        families = relatives(connection, workspace_id)
    kin = {other for number in marks for other in families.get(number, ())} - marks.keys()
    for some in chunks(list(marks), BATCH):
        with writing(engine, workspace_id) as connection:
            _observe(connection, workspace_id, some, policy)
    with writing(engine, workspace_id) as connection:
        concerned_too = _look_over(connection, workspace_id, policy, now, kin)
    marks = marks | concerned_too
    chosen = sorted(marks, key=lambda number: (number in concerned_too, number))[:at_most]
    for some in chunks(chosen, BATCH):
        with writing(engine, workspace_id) as connection:
            _judge(connection, workspace_id, {number: marks[number] for number in sorted(some)}, policy, now)
    return len(chosen)


def needs_settling(connection: Connection, workspace_id: int, now: datetime) -> bool:
    """Whether an account is marked, or a day has begun since the accounts were judged."""
    if marked_accounts(connection, workspace_id, at_most=1):
        return True
    kept = load_surroundings(connection, workspace_id)
    policy = policy_in_force(connection, workspace_id)
    return kept is not None and kept[0] != days_looked_at(now, policy)[0]


def _observe(connection: Connection, workspace_id: int, account_ids: Sequence[int], policy: Policy) -> None:
    lock_records(connection, workspace_id, "account", account_ids)
    bodies = {
        rows.account.id: facts_to_json(observe(prepare(rows, policy), policy))
        for rows in gather(connection, workspace_id, account_ids, None)
    }
    save_facts(connection, workspace_id, bodies)
    drop_facts(connection, workspace_id, [number for number in account_ids if number not in bodies])


def _look_over(
    connection: Connection, workspace_id: int, policy: Policy, now: datetime, kin: Collection[int]
) -> dict[int, datetime]:
    """Make the day's surroundings again, and mark the accounts they concern and ``kin``; all these are given."""
    lock_workspace(connection, workspace_id)
    today = days_looked_at(now, policy)[0]
    facts: list[Facts] = [facts_from_json(number, body) for number, body in load_facts(connection, workspace_id)]
    after = survey(facts, policy, now)
    body = surroundings_to_json(after)
    fingerprint = fingerprint_of([policy.version, body])
    kept = load_surroundings(connection, workspace_id)
    numbers = set(kin)
    if not kept or kept[:2] != (today, fingerprint):
        save_surroundings(connection, workspace_id, today, fingerprint, body)
        before = surroundings_from_json(kept[2]) if kept else Surroundings({})
        numbers.update(concerned(before, after, facts))
    mark_accounts(connection, workspace_id, numbers, now)
    return dict.fromkeys(numbers, now)


def _judge(
    connection: Connection, workspace_id: int, marks: Mapping[int, datetime], policy: Policy, now: datetime
) -> None:
    lock_records(connection, workspace_id, "account", marks)
    kept = load_surroundings(connection, workspace_id)
    surroundings = surroundings_from_json(kept[2]) if kept else survey((), policy, now)
    said_before = load_assessments(connection, workspace_id, list(marks))
    rows = []
    flags: dict[int, list[dict[str, Any]]] = {}
    agreed = open_cures(connection, workspace_id, list(marks))
    for account in gather(connection, workspace_id, list(marks), None):
        dossier = prepare(account, policy)
        assessment = judge_dossier(dossier, surroundings, policy, now)
        check_actions(connection, agreed.get(account.account.id, ()), Standing(dossier, surroundings, policy, now), now)
        body = body_of(assessment, policy.money.home_currency)
        flags[account.account.id] = body["flags"]
        rows.append(
            _row(workspace_id, account.account.owner_id, account.account.id, body, policy, now)
            | _version(said_before.get(account.account.id), body)
        )
    save_assessments(connection, rows)
    news = [row for row in rows if row["fingerprint"] != said_before.get(row["account_id"], {}).get("fingerprint")]
    say(
        connection,
        [
            {name: row[name] for name in ("workspace_id", "account_id", "assessed_at", "body", "fingerprint")}
            for row in news
        ],
    )
    gone = [number for number in marks if number not in flags]
    drop_assessments(connection, workspace_id, gone)
    keep_flags(connection, workspace_id, flags | {number: [] for number in gone}, policy, now)
    unmark_accounts(connection, workspace_id, marks)


def _row(
    workspace_id: int, owner_id: int | None, account_id: int, body: dict[str, Any], policy: Policy, now: datetime
) -> dict[str, Any]:
    effectiveness, efficiency = body["effectiveness"], body["efficiency"]
    return {
        "workspace_id": workspace_id,
        "account_id": account_id,
        "as_of": now,
        "assessed_at": now,
        "policy_version": policy.version,
        "posture": body["posture"],
        "aim": body["aim"],
        "state": body["state"],
        "owner_id": owner_id,
        "effectiveness_low": effectiveness["low"] if effectiveness else None,
        "efficiency_low": efficiency["low"] if efficiency else None,
        "priority_value": body["priority"]["value"],
        "shortfall": body["priority"]["shortfall"],
        "body": body,
    }


def _version(before: dict[str, Any] | None, body: dict[str, Any]) -> dict[str, Any]:
    """The version counts what was said: it rises only when something new is said."""
    fingerprint = fingerprint_of(body)
    if before is None:
        return {"version": 1, "fingerprint": fingerprint}
    return {"version": before["version"] + (before["fingerprint"] != fingerprint), "fingerprint": fingerprint}


def fingerprint_of(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()
