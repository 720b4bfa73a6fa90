"""Accounts read to be judged now, older activities from what is kept of them wherever that tells enough."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from app.db import chunks
from app.domain.dossier import Dossier, prepare
from app.domain.past import Reach, is_enough, past_of, reach_of
from app.domain.past_json import past_to_json
from app.domain.policy import Policy
from app.models.action import open_cures
from app.models.gathering import gather
from app.models.reading_rows import account_ids_of

BATCH = 400
"""Accounts held at a time."""
WORTH_KEEPING = 50
"""Older activities from which on reading what is kept of them is cheaper than reading them."""
GROWN_DAYS = 28
"""Days after which as much more is kept unread."""
LOOKED_BACK_DAYS = 35
"""Days ago of which accounts are still judged from what is kept: the weekly review looks at weeks gone by."""


def read_dossiers(
    connection: Connection, workspace_id: int, account_ids: Sequence[int] | None, policy: Policy, as_of: datetime
) -> Iterator[Dossier]:
    """Those that are accounts (None: all), in order of id."""
    reach = reach_of(policy, as_of)
    numbers = account_ids_of(connection, workspace_id) if account_ids is None else sorted(account_ids)
    for some in chunks(numbers, BATCH):
        found = _read(connection, workspace_id, some, policy, reach)
        yield from sorted(found, key=lambda dossier: dossier.account.id)


def _read(
    connection: Connection, workspace_id: int, account_ids: Sequence[int], policy: Policy, reach: Reach
) -> Iterator[Dossier]:
    cures = open_cures(connection, workspace_id, account_ids)
    whole = {
        number
        for number, some in cures.items()
        if any(cure["open_since_at"] < reach.before or cure["cure"]["code"] == "log_work" for cure in some)
    }
    rest = [number for number in account_ids if number not in whole]
    for rows in gather(connection, workspace_id, rest, None, reach):
        dossier = prepare(rows, policy)
        if is_enough(dossier, policy):
            yield dossier
        else:
            whole.add(rows.account.id)
    for rows in gather(connection, workspace_id, sorted(whole), None) if whole else ():
        yield prepare(rows, policy)


def past_to_keep(dossier: Dossier, policy: Policy, now: datetime) -> tuple[Reach, dict[str, Any]] | None:
    """What to keep of an account's older activities; None where that is kept already, or would spare little."""
    reach, known = reach_of(policy, now - timedelta(days=LOOKED_BACK_DAYS)), dossier.rows.past
    if known and (reach.before - known.before).days < GROWN_DAYS:
        return None
    past = past_of(dossier, reach, policy)
    return (reach, past_to_json(past)) if past.left_out >= WORTH_KEEPING else None
