"""Reading assessments: the stored one, one recomputed at an instant, or a list."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app import clock
from app.domain.policy import Policy
from app.domain.wording.findings import TITLES as FLAG_TITLES
from app.domain.wording.findings import posture_words
from app.models.assessment import load_assessments
from app.models.flag import flags_of
from app.models.naming import named_records
from app.services.policies import DRAFT, policy_in_force, policy_named
from app.services.recompute import recompute
from app.services.show_records import Caller
from app.services.telling import told_to
from app.services.word_assessment import names_in, worded


def read_assessment(
    caller: Caller,
    account: int,
    now: datetime,
    as_of: datetime | None = None,
    known_at: datetime | None = None,
    tried: str | None = None,
) -> dict[str, Any] | None:
    """The assessment of an account: as stored, or, with an instant or a policy, recomputed. None: no account.

    ``tried`` is a version of the policy, or a draft's id.
    """
    if not caller.sees(account):
        return None
    connection, workspace_id = caller.connection, caller.workspace_id
    policy = policy_named(connection, workspace_id, tried) if tried else policy_in_force(connection, workspace_id)
    stored = None
    if as_of is None and known_at is None and tried is None:
        stored = load_assessments(caller.connection, caller.workspace_id, [account]).get(account)
    if stored is not None:
        return shown(caller, account, stored["body"], said(stored), now, policy)
    at = as_of or now
    found = dict(recompute(caller.connection, caller.workspace_id, policy, at, known_at, [account]))
    if account not in found:
        return None
    about = recomputed(at, policy, now) | {"policy_draft": tried if tried and tried.startswith(DRAFT) else None}
    return shown(caller, account, found[account], about, now, policy)


def recomputed(at: datetime, policy: Policy, now: datetime) -> dict[str, Any]:
    """What is said about an assessment worked out ``now`` for the instant ``at``."""
    return {
        "as_of": clock.written(at),
        "basis": "recomputed",
        "policy_version": policy.version,
        "policy_draft": None,
        "assessed_at": clock.written(now),
        "version": None,
    }


def said(stored: Mapping[str, Any]) -> dict[str, Any]:
    """What is said about a stored assessment."""
    return {
        "as_of": clock.written(stored["as_of"]),
        "basis": "said",
        "policy_version": stored["policy_version"],
        "policy_draft": None,
        "assessed_at": clock.written(stored["assessed_at"]),
        "version": stored["version"],
    }


def shown(
    caller: Caller, account: int, body: dict[str, Any], about: dict[str, Any], now: datetime, policy: Policy
) -> dict[str, Any]:
    """One assessment as the API gives it."""
    return all_shown(caller, {account: (body, about)}, now, policy)[0]


def all_shown(
    caller: Caller, assessments: Mapping[int, tuple[dict[str, Any], dict[str, Any]]], now: datetime, policy: Policy
) -> list[dict[str, Any]]:
    """Assessments as the API gives each. ``assessments``: account to its body and what is said about that."""
    accounts = list(assessments)
    named, who = names_in(caller, [body for body, _ in assessments.values()]), about_accounts(caller, accounts)
    flags = defaultdict(list)
    for row in flags_of(caller.connection, caller.workspace_id, accounts):
        if row["status"] != "cleared":
            flags[row["account_id"]].append(row)
    told = told_to(caller, now, policy)
    return [
        {
            **who[account],
            **about,
            **worded(body, named, policy),
            "flags": [
                _flag(each, flags[account] if about["basis"] == "said" else (), now)
                for each in body["flags"]
                if told(who[account], each["opened_on"])
            ],
        }
        for account, (body, about) in assessments.items()
        if account in who
    ]


def about_accounts(caller: Caller, accounts: list[int]) -> dict[int, dict[str, Any]]:
    """Id, name and owner of accounts, as the caller knows them; those the caller may not see are left out."""
    connection, workspace_id = caller.connection, caller.workspace_id
    found = named_records(connection, workspace_id, {"account": filter(caller.sees, accounts)})
    owners = {fields["owner_id"] for fields in found.values() if fields["owner_id"]}
    users = named_records(connection, workspace_id, {"user": owners})
    return {
        number: {
            "account_id": caller.shown(fields["source_id"], fields["external_id"]),
            "leadline_id": number,
            "name": fields["name"],
            "owner": _owner(fields["owner_id"], users),
        }
        for (_, number), fields in found.items()
    }


def _owner(owner_id: int | None, users: Mapping[tuple[str, int], Mapping[str, Any]]) -> dict[str, Any] | None:
    if owner_id is None:
        return None
    user = users.get(("user", owner_id), {})
    return {"leadline_id": owner_id, "name": user.get("name") or user.get("external_id"), "team": user.get("team")}


def _flag(flag: Mapping[str, Any], rows: Any, now: datetime) -> dict[str, Any]:
    row = next((each for each in rows if each["code"] == flag["code"]), None)
    return {
        "id": f"f_{row['id']}" if row else None,
        "code": flag["code"],
        "title": FLAG_TITLES[flag["code"]],
        "status": status_now(row, now) if row else "open",
        "opened_on": row["opened_on"].isoformat() if row else flag["opened_on"],
        "reason": row["reason"] if row else None,
    }


def status_now(row: Mapping[str, Any], now: datetime) -> str:
    """A flag put off is open again after its day."""
    until = row["snoozed_until_on"]
    return "open" if row["status"] == "snoozed" and until and until < now.date() else str(row["status"])


def in_brief(about: Mapping[str, Any], body: Mapping[str, Any]) -> dict[str, Any]:
    """Where an account stands, and what is at stake; ``body`` may be a brief."""
    return {
        **about,
        **{name: body[name] for name in ("posture", "aim", "aim_assumed", "state", "leadership_needed")},
        "posture_words": posture_words(body["posture"], body["aim"]),
        **{name: body[name] for name in ("effectiveness", "efficiency", "priority", "contact_days", "results")},
    }


def listed(about: Mapping[str, Any], body: Mapping[str, Any]) -> dict[str, Any]:
    """One assessment in a list: without evidence and sentences."""
    return {
        **in_brief(about, body),
        "advice": body["advice"],
        "effectiveness": _without_evidence(body["effectiveness"]),
        "efficiency": _without_evidence(body["efficiency"]),
        "would_settle": body["would_settle"],
        "findings": [finding["code"] for finding in body["findings"]],
        "flags": [flag | {"title": FLAG_TITLES[flag["code"]]} for flag in body["flags"]],
    }


def _without_evidence(axis: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if axis is None:
        return None
    left_out = ("evidence", "reason")
    answers = [{name: value for name, value in answer.items() if name not in left_out} for answer in axis["answers"]]
    return {**axis, "answers": answers}
