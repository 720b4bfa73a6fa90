"""Why accounts changed their posture between two instants."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.domain.business_hours import zone_or
from app.domain.dossier import prepare
from app.domain.policy import Policy
from app.domain.surroundings import survey_days
from app.domain.trend import Reason, reason_between
from app.models.gathering import gather
from app.services.show_records import Caller
from app.services.surroundings_now import facts_of_all
from app.services.trend import said_of


def why_changed(
    caller: Caller,
    before: Mapping[int, Mapping[str, Any]],
    after: Mapping[int, Mapping[str, Any]],
    earlier: datetime,
    later: datetime,
    policy: Policy,
) -> dict[int, Reason]:
    """Account to the reason, for those whose posture differs; ``before`` and ``after`` are what was said."""
    connection, workspace_id = caller.connection, caller.workspace_id
    changed = [n for n, body in after.items() if n in before and before[n]["posture"] != body["posture"]]
    if not changed:
        return {}
    zone = zone_or(None, policy.calendar.zone)
    days = [at.astimezone(zone).date() for at in (earlier, later)]
    surroundings = survey_days(facts_of_all(connection, workspace_id), policy, days)
    said = said_of(connection, workspace_id, changed)
    return {
        rows.account.id: reason_between(
            prepare(rows, policy),
            surroundings,
            policy,
            (earlier, later),
            (before[rows.account.id]["posture"], after[rows.account.id]["posture"]),
            said[rows.account.id],
        )
        for rows in gather(connection, workspace_id, sorted(changed), None)
    }
