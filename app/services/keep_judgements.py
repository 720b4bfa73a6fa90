"""Keeping what was judged: the assessment, what was said, the flags, and the actions that facts have done."""

import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from app.domain.assessment_body import body_of
from app.domain.dossier import Dossier
from app.domain.judgement import judge_dossier
from app.domain.past import Reach
from app.domain.policy import Policy
from app.domain.standing import Standing
from app.domain.surroundings import Surroundings
from app.models.account_past import save_pasts
from app.models.action import open_cures
from app.models.assessment import drop_assessments, load_assessments, save_assessments
from app.models.assessment_said import say
from app.models.merging import merges_of
from app.services.check_actions import check_actions
from app.services.dossiers import past_to_keep
from app.services.keep_flags import keep_flags

SAID = ("workspace_id", "account_id", "assessed_at", "policy_version", "body", "fingerprint")
WHAT = ("fingerprint", "policy_version")
"""Another of these is said again: what we say, or by which policy."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One account judged; nothing is stored yet."""

    account_id: int
    owner_id: int | None
    body: dict[str, Any]
    standing: Standing | None
    """What open actions are held against; None where there is none."""
    past: tuple[Reach, dict[str, Any]] | None = None
    """What is to be kept of older activities, where that is news."""


def judge(dossier: Dossier, surroundings: Surroundings, policy: Policy, now: datetime) -> Judged:
    assessment = judge_dossier(dossier, surroundings, policy, now)
    standing = Standing(dossier, surroundings, policy, now)
    body = body_of(assessment, policy.money.home_currency)
    past = past_to_keep(dossier, policy, now)
    return Judged(dossier.account.id, dossier.account.owner_id, body, standing, past)


def keep_judgements(
    connection: Connection,
    workspace_id: int,
    judged: Sequence[Judged],
    gone: Collection[int],
    policy: Policy,
    now: datetime,
) -> None:
    """Store them; ``gone`` are the accounts that are none any more."""
    numbers = [each.account_id for each in judged]
    before, agreed = load_assessments(connection, workspace_id, numbers), open_cures(connection, workspace_id, numbers)
    rows = []
    for each in judged:
        if each.standing:
            check_actions(connection, agreed.get(each.account_id, ()), each.standing, now)
        rows.append(_row(workspace_id, each, policy, now) | _version(before.get(each.account_id), each.body))
    save_assessments(connection, rows)
    save_pasts(connection, workspace_id, {each.account_id: each.past for each in judged if each.past})
    news = [row for row in rows if any(row[name] != before.get(row["account_id"], {}).get(name) for name in WHAT)]
    say(connection, [{name: row[name] for name in SAID} for row in news])
    flags = {each.account_id: each.body["flags"] for each in judged}
    if gone:
        drop_assessments(connection, workspace_id, sorted(gone))
        # The flags of a merged account rest as they are: undone, the merge has taken no word of anybody away.
        merged = merges_of(connection, workspace_id, "account").into
        flags |= {number: [] for number in gone if number not in merged}
    keep_flags(connection, workspace_id, flags, policy, now)


def _row(workspace_id: int, judged: Judged, policy: Policy, now: datetime) -> dict[str, Any]:
    body = judged.body
    effectiveness, efficiency = body["effectiveness"], body["efficiency"]
    return {
        "workspace_id": workspace_id,
        "account_id": judged.account_id,
        "as_of": now,
        "assessed_at": now,
        "policy_version": policy.version,
        "posture": body["posture"],
        "aim": body["aim"],
        "state": body["state"],
        "owner_id": judged.owner_id,
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
