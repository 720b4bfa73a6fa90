"""All assessments of a workspace in full, as stored or at an instant: what the command line prints as JSON."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.models.assessment import all_assessments
from app.services.assessments import all_shown, recomputed, said
from app.services.list_assessments import bodies_at
from app.services.policies import policy_in_force
from app.services.show_records import Caller


def every_assessment(caller: Caller, as_of: datetime | None, now: datetime) -> list[dict[str, Any]]:
    """Weightiest first, each as the API gives it, with evidence and sentences."""
    connection, workspace_id = caller.connection, caller.workspace_id
    policy = policy_in_force(connection, workspace_id)
    if as_of is None:
        rows = all_assessments(connection, workspace_id)
        found = {row["account_id"]: (row["body"], said(row)) for row in rows}
    else:
        found = {number: (body, recomputed(as_of, policy, now)) for number, body in bodies_at(caller, as_of).items()}
    return sorted(all_shown(caller, found, now, policy), key=weightiest_first)


def weightiest_first(item: Mapping[str, Any]) -> tuple[float, str]:
    return -(item["priority"]["value"] or 0) * item["priority"]["shortfall"], item["account_id"]
