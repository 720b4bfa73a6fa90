"""Lists of assessments, sorted and filtered, without evidence."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

from app import clock
from app.models.assessment import bodies_of
from app.services.assessments import about_accounts, in_brief, listed
from app.services.briefs import Brief, stored_briefs
from app.services.choosing import EVERY, Wanted, narrowed
from app.services.policies import policy_in_force
from app.services.recompute import recompute
from app.services.show_records import Caller
from app.services.telling import told_to

Sort = Literal["priority", "name", "effectiveness", "efficiency"]
NO_NAME = "\uffff"


def stored_bodies(caller: Caller) -> dict[int, dict[str, Any]]:
    """Account to the body of its stored assessment, of the accounts that whoever asks may see."""
    return dict(bodies_of(caller.connection, caller.workspace_id, caller.seen))


def bodies_at(caller: Caller, as_of: datetime, known_at: datetime | None = None) -> dict[int, dict[str, Any]]:
    """Account to its assessment recomputed at an instant."""
    policy = policy_in_force(caller.connection, caller.workspace_id)
    return dict(recompute(caller.connection, caller.workspace_id, policy, as_of, known_at))


def list_assessments(
    caller: Caller,
    wanted: Wanted = EVERY,
    sort: Sort = "priority",
    bodies: Mapping[int, dict[str, Any]] | None = None,
) -> list[dict[str, Any]]:
    """All that fit, in order; without ``bodies`` the stored ones."""
    caller = narrowed(caller, wanted)
    chosen = stored_bodies(caller) if bodies is None else bodies
    about = about_accounts(caller, [number for number, body in chosen.items() if wanted.fits(body)])
    return _items(caller, [(about[number], chosen[number]) for number in ordered(about, chosen, sort)])


def page_of_assessments(
    caller: Caller, wanted: Wanted, sort: Sort, start: int, limit: int
) -> tuple[list[dict[str, Any]], int]:
    """Those from place ``start`` of all that fit, in order; and how many fit."""
    caller = narrowed(caller, wanted)
    briefs = {number: brief for number, brief in stored_briefs(caller).items() if wanted.fits(brief)}
    about = about_accounts(caller, list(briefs))
    numbers = ordered(about, briefs, sort)
    return listed_in_order(caller, numbers[start : start + limit], about), len(numbers)


def list_in_brief(
    caller: Caller, now: datetime, wanted: Wanted = EVERY, briefs: Mapping[int, Brief] | None = None
) -> list[dict[str, Any]]:
    """All that fit, most at stake first: where each stands, and the flags whoever asks is told of.

    Without ``briefs`` the stored ones.
    """
    caller = narrowed(caller, wanted)
    found = stored_briefs(caller) if briefs is None else briefs
    briefs = {number: brief for number, brief in found.items() if wanted.fits(brief)}
    about = about_accounts(caller, list(briefs))
    told = told_to(caller, now, policy_in_force(caller.connection, caller.workspace_id))
    return [
        in_brief(about[number], briefs[number])
        | {"flags": [flag for flag in briefs[number]["flags"] if told(about[number], flag["opened_on"])]}
        for number in ordered(about, briefs, "priority")
    ]


def listed_in_order(
    caller: Caller, numbers: Sequence[int], about: Mapping[int, Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """The stored assessments of these accounts."""
    bodies = dict(bodies_of(caller.connection, caller.workspace_id, numbers))
    return _items(caller, [(about[number], bodies[number]) for number in numbers])


def ordered(about: Mapping[int, Mapping[str, Any]], bodies: Mapping[int, Mapping[str, Any]], sort: Sort) -> list[int]:
    """The accounts that ``about`` names, by bodies or briefs."""
    return sorted(about, key=lambda number: _key(about[number], bodies[number], sort))


def _items(caller: Caller, pairs: Iterable[tuple[Mapping[str, Any], Mapping[str, Any]]]) -> list[dict[str, Any]]:
    items = [listed(about, body) for about, body in pairs]
    if caller.viewer is None:
        return items
    told = told_to(caller, clock.now(), policy_in_force(caller.connection, caller.workspace_id))
    return [each | {"flags": [flag for flag in each["flags"] if told(each, flag["opened_on"])]} for each in items]


def _key(about: Mapping[str, Any], body: Mapping[str, Any], sort: Sort) -> tuple[Any, ...]:
    """Most at stake first; lowest band first; names from A."""
    last = ((about["name"] or NO_NAME).casefold(), about["account_id"])
    if sort == "name":
        return last
    if sort == "priority":
        priority = body["priority"]
        return (-(priority["value"] or 0) * priority["shortfall"], -priority["shortfall"], *last)
    band = body[sort]
    return (band is None, band["low"] if band else 0, *last)
