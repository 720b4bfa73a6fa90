"""Accounts read to be judged now, older activities from what is kept of them wherever that tells enough."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from app.domain.dossier import Dossier, prepare
from app.domain.past import Reach, is_enough, past_of, reach_of
from app.domain.past_json import past_to_json
from app.domain.policy import Policy
from app.models.action import open_cures
from app.models.gathering import gather

WORTH_KEEPING = 50
"""Older activities from which on reading what is kept of them is cheaper than reading them."""
GROWN_DAYS = 28
"""Days after which as much more is kept unread."""


def read_dossiers(
    connection: Connection, workspace_id: int, account_ids: Sequence[int], policy: Policy, now: datetime
) -> Iterator[Dossier]:
    """Those that are accounts, in any order."""
    reach = reach_of(policy, now)
    cures = open_cures(connection, workspace_id, account_ids)
    asked = {
        number
        for number, some in cures.items()
        if any(cure["open_since_at"] < reach.before or cure["cure"]["code"] == "log_work" for cure in some)
    }
    for rows in gather(
        connection, workspace_id, [number for number in account_ids if number not in asked], None, reach
    ):
        dossier = prepare(rows, policy)
        if is_enough(dossier, policy):
            yield dossier
        else:
            asked.add(rows.account.id)
    for rows in gather(connection, workspace_id, sorted(asked), None) if asked else ():
        yield prepare(rows, policy)


def past_to_keep(dossier: Dossier, policy: Policy, now: datetime) -> tuple[Reach, dict[str, Any]] | None:
    """What to keep of an account's older activities; None where that is kept already, or would spare little."""
    reach, known = reach_of(policy, now), dossier.rows.past
    if known and (reach.before - known.before).days < GROWN_DAYS:
        return None
    past = past_of(dossier, reach, policy)
    return (reach, past_to_json(past)) if past.left_out >= WORTH_KEEPING else None
