"""All assessments of a workspace in full, as stored or at an instant: what the command line prints as JSON."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.services.assessments import about_accounts
from app.services.list_assessments import bodies_at, stored_bodies
from app.services.policies import policy_in_force
from app.services.show_records import Caller
from app.services.word_assessment import names_in, worded


def every_assessment(caller: Caller, as_of: datetime | None) -> list[dict[str, Any]]:
    """Weightiest first, with evidence and sentences."""
    bodies = stored_bodies(caller) if as_of is None else bodies_at(caller, as_of)
    about, named = about_accounts(caller, list(bodies)), names_in(caller, bodies.values())
    policy = policy_in_force(caller.connection, caller.workspace_id)
    items = [
        {**about[number], "basis": "said" if as_of is None else "recomputed", **worded(body, named, policy)}
        for number, body in bodies.items()
        if number in about
    ]
    return sorted(items, key=_weightiest_first)


def _weightiest_first(item: Mapping[str, Any]) -> tuple[float, str]:
    return -(item["priority"]["value"] or 0) * item["priority"]["shortfall"], item["account_id"]
