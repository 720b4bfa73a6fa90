"""Judge accounts at any past instant, from dated facts, without storing anything."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from app.domain.assessment_body import body_of
from app.domain.dossier import prepare
from app.domain.facts import observe
from app.domain.judgement import judge_account
from app.domain.policy import Policy
from app.domain.surroundings import survey
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
    everybody = gather(connection, workspace_id, None, known_at)
    surroundings = survey((observe(prepare(rows, policy), policy) for rows in everybody), policy, as_of)
    for rows in gather(connection, workspace_id, account_ids, known_at):
        assessment = judge_account(rows, surroundings, policy, as_of)
        yield rows.account.id, body_of(assessment, policy.money.home_currency)
