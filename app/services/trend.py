"""How an account stood each Monday of the last year, recomputed from dated facts, and why its posture changed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from app import clock
from app.domain import trend
from app.domain.assessment_body import axis_body
from app.domain.dossier import prepare
from app.domain.surroundings import survey_days
from app.domain.wording.findings import posture_words
from app.domain.wording.trend import REASONS, moved_sentence, trend_sentence, turn_sentence
from app.models.account_activity import has_more_activities
from app.models.account_facts import count_facts
from app.models.assessment_said import bands_said
from app.models.gathering import gather
from app.services.assessments import about_accounts
from app.services.policies import policy_in_force
from app.services.show_records import Caller
from app.services.surroundings_now import facts_of_all

FEW_ACCOUNTS = 5000
FEW_ACTIVITIES = 4000
"""Of one account; each of 53 Mondays looks through them."""
BAND = ("verdict", "low", "high", "line")


def is_quick(caller: Caller, account: int | None = None) -> bool:
    """Whether a trend is there in a moment: it looks over what every account adds, and all activities of one."""
    connection, workspace_id = caller.connection, caller.workspace_id
    if count_facts(connection, workspace_id) > FEW_ACCOUNTS:
        return False
    return account is None or not has_more_activities(connection, workspace_id, [account], FEW_ACTIVITIES)


def read_trend(caller: Caller, account: int, now: datetime) -> dict[str, Any] | None:
    """None: no account."""
    if not caller.sees(account):
        return None
    connection, workspace_id = caller.connection, caller.workspace_id
    policy = policy_in_force(connection, workspace_id)
    rows = next(gather(connection, workspace_id, [account], None), None)
    if rows is None:
        return None
    days = trend.mondays(now, policy)
    surroundings = survey_days(facts_of_all(connection, workspace_id), policy, days)
    dossier = prepare(rows, policy)
    said = said_of(connection, workspace_id, [account])[account]
    course = trend.points(dossier, surroundings, policy, days, said)
    turns = trend.turns(dossier, surroundings, policy, course, said)
    aim = course[-1].aim if course else "keep"
    verdicts = {point.on: point.verdicts() for point in course}
    return {
        **about_accounts(caller, [account])[account],
        "basis": "recomputed",
        "policy_version": policy.version,
        "sentence": trend_sentence(len(turns), len(course)),
        "points": [_point(point) for point in course],
        "changes": [
            {
                "on": turn.on.isoformat(),
                "before": turn.before,
                "after": turn.after,
                "reason": turn.reason,
                "reason_words": REASONS[turn.reason],
                "questions": list(turn.questions),
                "sentence": turn_sentence(turn, aim),
                "answers": moved_sentence(turn.questions, dict(verdicts[turn.on])),
            }
            for turn in turns
        ],
    }


def said_of(connection: Connection, workspace_id: int, accounts: Sequence[int]) -> dict[int, list[trend.Said]]:
    """All we said of each of these accounts, oldest first."""
    found: dict[int, list[trend.Said]] = {account: [] for account in accounts}
    for row in bands_said(connection, workspace_id, accounts):
        said = trend.Said(row["assessed_at"], row["posture"], row["policy_version"])
        found[row["account_id"]].append(said)
    return found


def _point(point: trend.Point) -> dict[str, Any]:
    effectiveness, efficiency = (
        {name: axis_body(axis)[name] for name in BAND} if axis else None for axis in point.axes or (None, None)
    )
    return {
        "on": point.on.isoformat(),
        "as_of": clock.written(point.as_of),
        "state": point.state,
        "aim": point.aim,
        "posture": point.posture,
        "posture_words": posture_words(point.posture, point.aim),
        "effectiveness": effectiveness,
        "efficiency": efficiency,
        "said": point.said.posture if point.said else None,
    }
