"""Lists of assessments, sorted and filtered, without evidence."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from app import clock
from app.models.assessment import all_assessments
from app.services.assessments import about_accounts, listed
from app.services.policies import policy_in_force
from app.services.recompute import recompute
from app.services.show_records import Caller
from app.services.telling import told_to

Sort = Literal["priority", "name", "effectiveness", "efficiency"]
NO_NAME = "\uffff"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which assessments to list; None means any."""

    posture: str | None = None
    aim: str | None = None
    owner_id: int | None = None
    team: str | None = None

    def fits(self, item: Mapping[str, Any]) -> bool:
        owner = item["owner"] or {}
        return (
            self.posture in (None, item["posture"])
            and self.aim in (None, item["aim"])
            and self.owner_id in (None, owner.get("leadline_id"))
            and self.team in (None, owner.get("team"))
        )


def stored_bodies(caller: Caller) -> dict[int, dict[str, Any]]:
    """Account to the body of its stored assessment, of the accounts that whoever asks may see."""
    rows = all_assessments(caller.connection, caller.workspace_id)
    return {row["account_id"]: row["body"] for row in rows if caller.sees(row["account_id"])}


def bodies_at(caller: Caller, as_of: datetime, known_at: datetime | None = None) -> dict[int, dict[str, Any]]:
    """Account to its assessment recomputed at an instant."""
    policy = policy_in_force(caller.connection, caller.workspace_id)
    return dict(recompute(caller.connection, caller.workspace_id, policy, as_of, known_at))


def list_assessments(
    caller: Caller,
    wanted: Wanted = Wanted(),
    sort: Sort = "priority",
    bodies: Mapping[int, dict[str, Any]] | None = None,
) -> list[dict[str, Any]]:
    """All that fit, in order; without ``bodies`` the stored ones."""
    chosen = stored_bodies(caller) if bodies is None else bodies
    about = about_accounts(caller, list(chosen))
    items = [listed(about[number], body) for number, body in chosen.items() if number in about]
    if caller.viewer is not None:
        told = told_to(caller, clock.now(), policy_in_force(caller.connection, caller.workspace_id))
        items = [each | {"flags": [flag for flag in each["flags"] if told(each, flag["opened_on"])]} for each in items]
    return sorted(filter(wanted.fits, items), key=lambda item: _key(item, sort))


def _key(item: Mapping[str, Any], sort: Sort) -> tuple[Any, ...]:
    """Most at stake first; lowest band first; names from A."""
    last = ((item["name"] or NO_NAME).casefold(), item["account_id"])
    if sort == "name":
        return last
    if sort == "priority":
        priority = item["priority"]
        return (-(priority["value"] or 0) * priority["shortfall"], -priority["shortfall"], *last)
    band = item[sort]
    return (band is None, band["low"] if band else 0, *last)
