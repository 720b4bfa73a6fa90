"""The flags a review speaks of, and which of them are new."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from app.domain.policy import Policy
from app.domain.wording.findings import TITLES
from app.models.flag import flags_of
from app.services.assessments import status_now
from app.services.review_parts import QUIET, is_new, weight
from app.services.show_records import Caller
from app.services.telling import ripe_at

Bodies = Mapping[int, Mapping[str, Any]]
Flags = Mapping[int, Sequence[Mapping[str, Any]]]
NEW_OF_AN_OWNER = 5
"""More at once would be a list, not a conversation."""


def derived_flags(bodies: Bodies) -> dict[int, list[dict[str, Any]]]:
    """The flags of a past week: what anybody said of them since is left out."""
    return {
        number: [
            {"id": None, "code": flag["code"], "status": "open", "opened_on": flag["opened_on"]}
            for flag in body["flags"]
        ]
        for number, body in bodies.items()
        if body["flags"]
    }


def standing_flags(caller: Caller, bodies: Bodies, as_of: datetime) -> dict[int, list[dict[str, Any]]]:
    """The flags that stand, with what people said of them."""
    flagged = {
        number: {flag["code"]: flag for flag in body["flags"]} for number, body in bodies.items() if body["flags"]
    }
    found: dict[int, list[dict[str, Any]]] = {}
    for row in flags_of(caller.connection, caller.workspace_id, list(flagged)):
        if row["status"] != "cleared" and row["code"] in flagged[row["account_id"]]:
            found.setdefault(row["account_id"], []).append(
                {
                    "id": f"f_{row['id']}",
                    "code": row["code"],
                    "status": status_now(row, as_of),
                    "opened_on": row["opened_on"].isoformat(),
                }
            )
    order = list(TITLES)
    return {number: sorted(some, key=lambda flag: order.index(flag["code"])) for number, some in found.items()}


def ripe(flags: Flags, as_of: datetime, policy: Policy) -> dict[int, list[Mapping[str, Any]]]:
    """Those their owners have had a business day to look at before others hear of them."""
    is_ripe = ripe_at(as_of, policy)
    kept = {number: [flag for flag in some if is_ripe(flag["opened_on"])] for number, some in flags.items()}
    return {number: some for number, some in kept.items() if some}


def new_flags(
    bodies: Bodies, flags: Flags, about: Mapping[int, Mapping[str, Any]], monday: date
) -> list[dict[str, Any]]:
    """The new flags nobody has answered, by owner, each owner's weightiest first; the rest as a number."""
    by_owner: dict[int, list[tuple[int, Mapping[str, Any]]]] = defaultdict(list)
    for number in sorted(flags.keys() & bodies.keys(), key=lambda each: (-weight(bodies[each]), each)):
        owner = about[number]["owner"] or {"leadline_id": 0}
        by_owner[owner["leadline_id"]] += [
            (number, flag) for flag in flags[number] if is_new(flag, monday) and flag["status"] not in QUIET
        ]
    return [
        {
            "owner": about[found[0][0]]["owner"],
            "items": [
                {**about[number], **flag, "title": TITLES[flag["code"]]} for number, flag in found[:NEW_OF_AN_OWNER]
            ],
            "more": max(0, len(found) - NEW_OF_AN_OWNER),
        }
        for _, found in sorted(by_owner.items())
        if found
    ]
