"""The weekly pipeline review: made once a week, then frozen; and the same parts live for the Monday page."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from threading import Lock
from typing import Any, get_args

from sqlalchemy import Connection, Engine

from app import clock
from app.db import reading, writing
from app.domain import terms
from app.domain.business_hours import zone_or
from app.domain.policy import Policy
from app.domain.trend import Reason
from app.errors import FieldError, does_not_fit
from app.models.account_facts import count_facts
from app.models.arrivals import newest_numbers
from app.models.review import is_frozen, load_review, postures_before, save_review
from app.models.workspace import lock_workspace, workspace_name
from app.services import review_parts as parts
from app.services.assessments import about_accounts, in_brief
from app.services.assessments_at import InFull, recomputed_assessments, stored_assessments
from app.services.by_owner import ungrouped
from app.services.choosing import EVERY, Wanted, narrowed
from app.services.policies import policy_in_force
from app.services.read_decisions import read_decisions
from app.services.reassess_accounts import needs_settling, settle
from app.services.recompute import stood
from app.services.review_flags import Flags, derived_flags, new_flags, ripe, standing_flags
from app.services.review_parts import About, Bodies
from app.services.review_scope import WHOLE, Scope, scopes_of
from app.services.show_records import Caller
from app.services.telling import told_to
from app.services.viewers import everybodys_accounts
from app.services.why_changed import why_changed
from app.services.word_assessment import names_in

_MAKING = Lock()
MADE_AT = time(6)
"""Of the Monday, in the workspace's zone."""


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


def due_week(connection: Connection, workspace_id: int, now: datetime) -> str | None:
    """The week whose review is to be made now: it is Monday after six, there are accounts, and nobody asked yet."""
    local = now.astimezone(zone_or(None, policy_in_force(connection, workspace_id).calendar.zone))
    if local.weekday() != 0 or local.time() < MADE_AT or count_facts(connection, workspace_id) == 0:
        return None
    week = week_of(local.date())
    return None if load_review(connection, workspace_id, week) else week


def kept_review(caller: Caller, week: str, scope: Scope = WHOLE) -> dict[str, Any] | None:
    """The frozen review of a week; None where it was never made."""
    kept = load_review(caller.connection, caller.workspace_id, week, scope.key)
    if kept:
        return ungrouped(caller, kept["shown"])
    whole = load_review(caller.connection, caller.workspace_id, week) if scope is not WHOLE else None
    return _of_nobody(caller, whole["shown"], scope) if whole else None


def read_review(caller: Caller, week: str, now: datetime, scope: Scope = WHOLE) -> dict[str, Any]:
    """The review of a week, made and kept for everybody at once where it was not. A week to come is refused (422)."""
    found = kept_review(caller, week, scope)
    if found is None:
        _keep(caller.connection, caller.workspace_id, week, now, _made(caller, week, now))
        found = kept_review(caller, week, scope)
    assert found
    return found


def make_review(
    engine: Engine, caller_of: Callable[[Connection], Caller], workspace_id: int, week: str, now: datetime
) -> None:
    """Make and keep the review of a week, where it was not. Raises Problem (422) for a week to come.

    It takes a while for thousands of accounts: others write meanwhile, and whoever asks too waits for it.
    """
    with reading(engine, workspace_id) as connection:
        if is_frozen(connection, workspace_id, week):
            return
    with _MAKING:
        settle(engine, workspace_id, now)
        with reading(engine, workspace_id) as connection:
            made = [] if is_frozen(connection, workspace_id, week) else list(_made(caller_of(connection), week, now))
        with writing(engine, workspace_id) as connection:
            _keep(connection, workspace_id, week, now, made)


def live_review(caller: Caller, now: datetime, wanted: Wanted = EVERY) -> dict[str, Any]:
    """The parts of the review as they stand now, against the week before this week's review.

    Of the wanted accounts among those that whoever asks may see, with the flags they are told of.
    """
    caller = narrowed(caller, wanted)
    policy = policy_in_force(caller.connection, caller.workspace_id)
    week = week_of(now.astimezone(zone_or(None, policy.calendar.zone)).date())
    kept = postures_before(caller.connection, caller.workspace_id, week) or {}
    before = {int(number): body for number, body in kept.items() if caller.sees(int(number))}
    stored = stored_assessments(caller)
    briefs = {number: brief for number, brief in stored.briefs.items() if wanted.fits(brief)}
    about = about_accounts(caller, list(briefs))
    told = told_to(caller, now, policy)
    standing = {
        number: [flag for flag in some if number not in about or told(about[number], flag["opened_on"])]
        for number, some in standing_flags(caller, briefs, now).items()
    }
    flags = {number: some for number, some in standing.items() if some}
    made = _Week(week, now, policy, briefs, stored.in_full, before, about, _points(about, briefs), {}, wanted)
    shown = _shown(caller, made, flags, WHOLE)
    return {**ungrouped(caller, shown), "frozen": False, "basis": "said"}


@dataclass(frozen=True, slots=True)
class _Week:
    """What a review is made of: the assessments of its instant and of a week before."""

    name: str
    as_of: datetime
    policy: Policy
    briefs: Bodies
    in_full: InFull
    before: Bodies
    about: About
    points: Bodies
    """Account to where it stands in the quadrant, for those that do."""
    reasons: Mapping[int, Reason]
    wanted: Wanted = EVERY

    def of(self, scope: Scope) -> "_Week":
        about = {number: each for number, each in self.about.items() if scope.fits(each)}
        briefs, before = (
            {number: body for number, body in some.items() if number in about} for some in (self.briefs, self.before)
        )
        return replace(self, about=about, briefs=briefs, before=before)


def _points(about: About, briefs: Bodies) -> Bodies:
    return {
        number: in_brief(about[number], brief)
        for number, brief in briefs.items()
        if number in about and brief["effectiveness"]
    }


def _made(caller: Caller, week: str, now: datetime) -> Iterator[tuple[str, dict[str, Any]]]:
    """A week's review for everybody, every team, owner and viewer, from the same assessments."""
    caller = replace(caller, seen=None, viewer=None)
    policy = policy_in_force(caller.connection, caller.workspace_id)
    zone = zone_or(None, policy.calendar.zone)
    monday = monday_of(week)
    made_for = datetime.combine(monday, MADE_AT, zone).astimezone(UTC)
    is_past = now >= datetime.combine(monday + timedelta(weeks=1), MADE_AT, zone)
    if week_of(now.astimezone(zone).date()) < week:
        raise does_not_fit(FieldError("/week", "to_come", "this week has not begun; ask for it from its Monday on"))
    as_of = made_for if is_past else max(made_for, now)
    earlier = as_of - timedelta(weeks=1)
    # What is said is of this day, unless something waits to be judged.
    is_said = not is_past and not needs_settling(caller.connection, caller.workspace_id, as_of)
    briefs, in_full = stored_assessments(caller) if is_said else recomputed_assessments(caller, policy, as_of)
    before = dict(stood(caller.connection, caller.workspace_id, policy, earlier))
    reasons = why_changed(caller, before, briefs, earlier, as_of, policy)
    about = about_accounts(caller, list(briefs))
    made = _Week(week, as_of, policy, briefs, in_full, before, about, _points(about, briefs), reasons)
    flags = derived_flags(briefs) if is_past else standing_flags(caller, briefs, as_of)
    told = ripe(flags, as_of, policy)
    basis = {"frozen": True, "basis": "recomputed" if is_past else "said", "made_at": clock.written(now)}
    stood_before = {str(number): body for number, body in before.items()}
    newest = newest_numbers(caller.connection, caller.workspace_id)
    for scope in scopes_of(made.about.values(), everybodys_accounts(caller.connection, caller.workspace_id)):
        of_it = caller if scope.viewer is None else replace(caller, seen=scope.accounts)
        shown = _shown(of_it, made.of(scope), told, scope) | basis
        body = {"shown": shown} | ({"before": stood_before, "newest": newest} if scope is WHOLE else {})
        yield scope.key, body


def _keep(
    connection: Connection, workspace_id: int, week: str, now: datetime, made: Iterable[tuple[str, dict[str, Any]]]
) -> None:
    """Whoever froze it first is right, for all scopes."""
    lock_workspace(connection, workspace_id)
    if not is_frozen(connection, workspace_id, week):
        for scope, body in made:
            save_review(connection, workspace_id, week, body, now, scope)


def _of_nobody(caller: Caller, whole: Mapping[str, Any], scope: Scope) -> dict[str, Any]:
    """The review of whoever had no account when the week's reviews were made."""
    policy = policy_in_force(caller.connection, caller.workspace_id)
    as_of = datetime.fromisoformat(whole["as_of"])
    nobody = _Week(whole["week"], as_of, policy, {}, stored_assessments(caller).in_full, {}, {}, {}, {})
    return _shown(caller, nobody, {}, scope) | {name: whole[name] for name in ("frozen", "basis", "made_at")}


def _shown(caller: Caller, week: _Week, flags: Flags, scope: Scope) -> dict[str, Any]:
    about, policy, monday = week.about, week.policy, monday_of(week.name)
    bodies = {number: brief for number, brief in week.briefs.items() if number in about}
    flags = {number: some for number, some in flags.items() if number in bodies}
    chosen = parts.to_discuss(bodies, flags)
    overtaken = parts.overtaken(bodies, policy)
    fresh = parts.news(bodies, week.as_of.date() - timedelta(weeks=1))
    told = {*chosen, *overtaken, *fresh, *parts.not_seen(bodies)[: parts.ACCOUNTS_DISCUSSED]}
    bodies = {**bodies, **week.in_full(told)}
    before = {number: body for number, body in week.before.items() if week.wanted.fits(body)}
    named = names_in(caller, [bodies[number] for number in sorted({*chosen, *overtaken, *fresh})])
    return {
        "week": week.name,
        "scope": scope.key,
        "scope_name": scope.name(about.values()),
        "as_of": clock.written(week.as_of),
        "made_at": clock.written(week.as_of),
        "workspace": workspace_name(caller.connection, caller.workspace_id),
        "opening_line": parts.opening_line(bodies, policy),
        "headline": parts.headline(bodies, before, policy.money.home_currency),
        "decisions": read_decisions(caller, monday, week.as_of, about, bodies, policy),
        "accounts": [
            parts.account_line(bodies[number], about[number], flags[number], named, policy, monday) for number in chosen
        ],
        "changes": [
            *parts.changes(bodies, week.before, about, named, overtaken, week.reasons),
            *parts.news_told(fresh, bodies, about, named, policy),
        ],
        "new_flags": new_flags(bodies, flags, about, monday),
        "work": parts.work(bodies),
        "cannot_see": parts.cannot_see(bodies, about),
        "unchanged": parts.unchanged(bodies, week.before, chosen),
        "postures": _postures(bodies),
        "quadrant": [week.points[number] for number in bodies if number in week.points],
    }


def _postures(bodies: Bodies) -> dict[str, int]:
    counted = Counter(body["posture"] for body in bodies.values())
    return {posture: counted[posture] for posture in get_args(terms.Posture)}
