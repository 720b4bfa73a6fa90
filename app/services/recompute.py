"""Judge accounts at any past instant, from dated facts, without storing anything."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from app.domain.assessment_body import body_of
from app.domain.dossier import prepare
from app.domain.facts import observe
from app.domain.judgement import Look, judge_account
from app.domain.policy import Policy
from app.domain.surroundings import Surroundings, survey
from app.models.gathering import gather


def recompute(
    connection: Connection,
    workspace_id: int,
    policy: Policy,
    as_of: datetime,
    known_at: datetime | None = None,
    account_ids: Sequence[int] | None = None,
) -> Iterator[tuple[int, dict[str, Any]]]:
    """Account id and assessment body of each account (None: all), in order of id.

    ``known_at`` leaves out what was recorded after it; without it late records count.
    """
    surroundings = _surroundings(connection, workspace_id, policy, as_of, known_at)
    for rows in gather(connection, workspace_id, account_ids, known_at):
        assessment = judge_account(rows, surroundings, policy, as_of)
        yield rows.account.id, body_of(assessment, policy.money.home_currency)


def stood(
    connection: Connection, workspace_id: int, policy: Policy, as_of: datetime
) -> Iterator[tuple[int, dict[str, Any]]]:
    """Account id, and its posture, aim and state, as in ``recompute``: a sixth of the work."""
    surroundings = _surroundings(connection, workspace_id, policy, as_of, None)
    for rows in gather(connection, workspace_id, None, None):
        look = Look(prepare(rows, policy), surroundings, policy, as_of)
        yield rows.account.id, {"posture": look.case.posture, "aim": look.aim.value, "state": look.state}


def _surroundings(
    connection: Connection, workspace_id: int, policy: Policy, as_of: datetime, known_at: datetime | None
) -> Surroundings:
    everybody = gather(connection, workspace_id, None, known_at)
    return survey((observe(prepare(rows, policy), policy) for rows in everybody), policy, as_of)
