"""What looking back says of a policy before it is published, beside what it says of the one in force."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from app.domain.backtest.looking_back import Period
from app.domain.policy import Policy
from app.domain.wording.backtest import draft_sentence
from app.services.backtest import backtest_of, check, gather_past, usual_period
from app.services.policies import policy_in_force
from app.services.show_records import Caller

KINDS = {"measure": "measures", "posture": "postures", "answer": "answers"}
SAME = ("from", "to", "horizon_days", "known_until", "notes")
ABOUT = ("title", "group_label", "others_label", "scope")
SAID = ("group", "others", "difference", "lift", "sentence", "verdict")
Key = tuple[str, str, str]


def policy_backtest(caller: Caller, tried: Policy, now: datetime, period: Period | None = None) -> dict[str, Any]:
    """Both policies over the same months (None: the last twelve whose horizon is over). Nothing is stored.

    Raises Problem when the period holds no month start, or too many.
    """
    in_force = policy_in_force(caller.connection, caller.workspace_id)
    past = gather_past(caller, now)
    period = period or usual_period(past.until.date())
    for policy in (in_force, tried):
        check(period, policy)
    before, after = (backtest_of(caller, past, period, policy) for policy in (in_force, tried))
    lines = list(_lines(before, after))
    return {
        **{name: before[name] for name in SAME},
        "policy_version": in_force.version,
        "sentence": draft_sentence(sum(line["changes"] for line in lines), len(lines)),
        "looked_back": before["sentence"],
        "lines": lines,
        "false_greens": {"before": len(before["false_greens"]), "after": len(after["false_greens"])},
    }


def _lines(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    was, would_be = dict(_outcomes(before)), dict(_outcomes(after))
    for key in dict.fromkeys((*was, *would_be)):
        kind, code, outcome = key
        now, then = was.get(key), would_be.get(key)
        about = now or then or {}
        yield {
            "kind": kind,
            "code": code,
            "outcome": outcome,
            **{name: about[name] for name in (*ABOUT, "outcome_title")},
            "before": now and now["said"],
            "after": then and then["said"],
            "changes": (now and now["said"]) != (then and then["said"]),
        }


def _outcomes(backtest: Mapping[str, Any]) -> Iterator[tuple[Key, dict[str, Any]]]:
    for kind, name in KINDS.items():
        for group in backtest[name]:
            for outcome in group["outcomes"]:
                about = {**{each: group[each] for each in ABOUT}, "outcome_title": outcome["title"]}
                said = {each: outcome[each] for each in SAID}
                yield (kind, group["code"], outcome["outcome"]), {**about, "said": said}
