"""What a policy would change: every account judged under it, and under the one in force, at one instant."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, get_args

from app import clock
from app.domain import terms
from app.domain.policy import Policy
from app.domain.wording.findings import POSTURES, TITLES
from app.domain.wording.policy import impact_sentence, impact_sentences
from app.services.assessments import about_accounts
from app.services.policies import policy_in_force
from app.services.recompute import recompute
from app.services.show_records import Caller


@dataclass(frozen=True, slots=True)
class _Seen:
    posture: str
    aim: str
    flags: frozenset[str]


def policy_impact(caller: Caller, tried: Policy, now: datetime) -> dict[str, Any]:
    """Who would be seen differently, both ways, with names. Nothing is stored."""
    in_force = policy_in_force(caller.connection, caller.workspace_id)
    before, after = (_judged(caller, policy, now) for policy in (in_force, tried))
    different = [number for number, seen in before.items() if seen != after[number]]
    about = about_accounts(caller, different)
    ordered = sorted(about, key=lambda number: (about[number]["name"] or "", number))
    flips, aims = (
        [
            {**about[number], "before": getattr(before[number], what), "after": getattr(after[number], what)}
            for number in ordered
            if getattr(before[number], what) != getattr(after[number], what)
        ]
        for what in ("posture", "aim")
    )
    flags = [
        {**about[number], "code": code, "title": TITLES[code], "becomes": becomes}
        for becomes, gone, come in (("open", before, after), ("cleared", after, before))
        for number in ordered
        for code in sorted(come[number].flags - gone[number].flags)
    ]
    found = {"accounts": len(before), "flips": flips, "aims": aims, "flags": flags}
    return {
        "policy_version": in_force.version,
        "as_of": clock.written(now),
        "unchanged": len(before) - len(different),
        "sentence": impact_sentence(found),
        "sentences": impact_sentences(found),
        "postures": _counted(before, after),
        **found,
    }


def _judged(caller: Caller, policy: Policy, now: datetime) -> dict[int, _Seen]:
    return {
        number: _Seen(body["posture"], body["aim"], frozenset(flag["code"] for flag in body["flags"]))
        for number, body in recompute(caller.connection, caller.workspace_id, policy, now)
    }


def _counted(before: Mapping[int, _Seen], after: Mapping[int, _Seen]) -> list[dict[str, Any]]:
    was, would_be = (Counter(seen.posture for seen in each.values()) for each in (before, after))
    return [
        {"posture": posture, "title": POSTURES[posture], "before": was[posture], "after": would_be[posture]}
        for posture in get_args(terms.Posture)
    ]
