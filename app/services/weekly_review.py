"""The weekly pipeline review: made once a week, then frozen; and the same parts live for the Monday page."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, get_args

from app import clock
from app.domain import terms
from app.domain.business_hours import zone_or
from app.domain.policy import Policy
from app.domain.wording.findings import TITLES
from app.errors import FieldError, does_not_fit
from app.models.flag import flags_of
from app.models.review import load_review, save_review
from app.models.workspace import workspace_name
from app.services import review_parts as parts
from app.services.assessments import about_accounts, listed, status_now
from app.services.list_assessments import bodies_at, stored_bodies
from app.services.policies import policy_in_force
from app.services.read_decisions import read_decisions
from app.services.show_records import Caller
from app.services.word_assessment import names_in

MADE_AT = time(6)
"""Of the Monday, in the workspace's zone."""
KEPT_OF_BEFORE = ("posture", "aim", "state")


def monday_of(week: str) -> date:
    """The Monday of a week such as 2026-W47. Raises Problem (422) for anything else."""
    try:
        year, number = week.split("-W")
        return date.fromisocalendar(int(year), int(number), 1)
    except ValueError as error:
        raise does_not_fit(FieldError("/week", "not_a_week", "must be a week such as 2026-W47")) from error


def week_of(day: date) -> str:
    year, number, _ = day.isocalendar()
    return f"{year}-W{number:02d}"


def read_review(caller: Caller, week: str, now: datetime) -> tuple[dict[str, Any], bool]:
    """The review of a week, and whether it was made just now. A week to come is refused (422)."""
    kept = load_review(caller.connection, caller.workspace_id, week)
    if kept:
        return kept["shown"], False
    made = _make(caller, week, now)
    save_review(caller.connection, caller.workspace_id, week, made, now)
    return made["shown"], True


def live_review(caller: Caller, now: datetime) -> dict[str, Any]:
    """The parts of the review as they stand now, against the week before this week's review."""
    policy = policy_in_force(caller.connection, caller.workspace_id)
    week = week_of(now.astimezone(zone_or(None, policy.calendar.zone)).date())
    kept = load_review(caller.connection, caller.workspace_id, week) or _make(caller, week, now)
    before = {int(number): body for number, body in kept["before"].items()}
    shown = _shown(caller, stored_bodies(caller), before, week, now, policy, None)
    return {**shown, "frozen": False, "basis": "said"}


def _make(caller: Caller, week: str, now: datetime) -> dict[str, Any]:
    policy = policy_in_force(caller.connection, caller.workspace_id)
    zone = zone_or(None, policy.calendar.zone)
    monday = monday_of(week)
    made_for = datetime.combine(monday, MADE_AT, zone).astimezone(UTC)
    is_past = now >= datetime.combine(monday + timedelta(weeks=1), MADE_AT, zone)
    if week_of(now.astimezone(zone).date()) < week:
        raise does_not_fit(FieldError("/week", "to_come", "this week has not begun; ask for it from its Monday on"))
    as_of = made_for if is_past else max(made_for, now)
    bodies = bodies_at(caller, as_of)
    before = bodies_at(caller, as_of - timedelta(weeks=1))
    shown = _shown(caller, bodies, before, week, as_of, policy, None if not is_past else {})
    shown |= {"frozen": True, "basis": "recomputed" if is_past else "said", "made_at": clock.written(now)}
    slim = {str(number): {name: body[name] for name in KEPT_OF_BEFORE} for number, body in before.items()}
    return {"shown": shown, "before": slim}


def _shown(
    caller: Caller,
    bodies: Mapping[int, Mapping[str, Any]],
    before: Mapping[int, Mapping[str, Any]],
    week: str,
    as_of: datetime,
    policy: Policy,
    kept_flags: Mapping[int, Sequence[Mapping[str, Any]]] | None,
) -> dict[str, Any]:
    about = about_accounts(caller, list(bodies))
    bodies = {number: body for number, body in bodies.items() if number in about}
    monday = monday_of(week)
    flags = _flags(caller, bodies, as_of) if kept_flags is None else _as_derived(bodies)
    chosen = parts.to_discuss(bodies, flags)
    overtaken = parts.overtaken(bodies, policy)
    fresh = parts.news(bodies, as_of.date() - timedelta(weeks=1))
    named = names_in(caller, [bodies[number] for number in sorted({*chosen, *overtaken, *fresh})])
    return {
        "week": week,
        "as_of": clock.written(as_of),
        "made_at": clock.written(as_of),
        "workspace": workspace_name(caller.connection, caller.workspace_id),
        "opening_line": parts.opening_line(bodies, policy),
        "headline": parts.headline(bodies, before, policy.money.home_currency),
        "decisions": read_decisions(caller, monday, as_of, about, bodies, policy),
        "accounts": [
            parts.account_line(bodies[number], about[number], flags[number], named, policy, monday) for number in chosen
        ],
        "changes": [
            *parts.changes(bodies, before, about, named, overtaken),
            *parts.news_told(fresh, bodies, about, named, policy),
        ],
        "work": parts.work(bodies),
        "cannot_see": parts.cannot_see(bodies, about),
        "unchanged": parts.unchanged(bodies, before, chosen),
        "postures": _postures(bodies),
        "quadrant": [listed(about[number], body) for number, body in bodies.items() if body["effectiveness"]],
    }


def _postures(bodies: Mapping[int, Mapping[str, Any]]) -> dict[str, int]:
    counted = Counter(body["posture"] for body in bodies.values())
    return {posture: counted[posture] for posture in get_args(terms.Posture)}


def _as_derived(bodies: Mapping[int, Mapping[str, Any]]) -> dict[int, list[dict[str, Any]]]:
    """The flags of a past week: what anybody said of them since is left out."""
    return {
        number: [
            {"id": None, "code": flag["code"], "status": "open", "opened_on": flag["opened_on"]}
            for flag in body["flags"]
        ]
        for number, body in bodies.items()
        if body["flags"]
    }


def _flags(caller: Caller, bodies: Mapping[int, Mapping[str, Any]], as_of: datetime) -> dict[int, list[dict[str, Any]]]:
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
