"""Judge accounts at any past instant, from dated facts, without storing anything."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from app.domain.assessment_body import body_of
from app.domain.dossier import Dossier, prepare
from app.domain.facts import observe
from app.domain.judgement import Look, judge_dossier
from app.domain.policy import Policy
from app.domain.surroundings import Surroundings, survey
from app.models.gathering import gather
from app.services.dossiers import read_dossiers


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
    for dossier in _dossiers(connection, workspace_id, policy, as_of, known_at, account_ids):
        assessment = judge_dossier(dossier, surroundings, policy, as_of)
        yield dossier.account.id, body_of(assessment, policy.money.home_currency)


def stood(
    connection: Connection, workspace_id: int, policy: Policy, as_of: datetime
) -> Iterator[tuple[int, dict[str, Any]]]:
    """Account id, and its posture, aim and state, as in ``recompute``: a sixth of the work."""
    surroundings = _surroundings(connection, workspace_id, policy, as_of, None)
    for dossier in _dossiers(connection, workspace_id, policy, as_of):
        look = Look(dossier, surroundings, policy, as_of)
        yield dossier.account.id, {"posture": look.case.posture, "aim": look.aim.value, "state": look.state}


def _surroundings(
    connection: Connection, workspace_id: int, policy: Policy, as_of: datetime, known_at: datetime | None
) -> Surroundings:
    everybody = _dossiers(connection, workspace_id, policy, as_of, known_at)
    return survey((observe(dossier, policy) for dossier in everybody), policy, as_of)


def _dossiers(
    connection: Connection,
    workspace_id: int,
    policy: Policy,
    as_of: datetime,
    known_at: datetime | None = None,
    account_ids: Sequence[int] | None = None,
) -> Iterator[Dossier]:
    if known_at is None:
        yield from read_dossiers(connection, workspace_id, account_ids, policy, as_of)
    else:
        for rows in gather(connection, workspace_id, account_ids, known_at):
            yield prepare(rows, policy)
