"""How an account stood each Monday of the last year, and why its posture changed.

A change is given its reason by judging the later Monday again: with the rows of the earlier one only (the same
posture: time passed), then with our own new facts put back (the same posture: our doing); else it was the
customer's doing. What is told here follows the policy of today and all records of today; where what we said then
changed while this did not, the policy or late records did it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Literal

from app.domain import terms
from app.domain.axes import AxisNow
from app.domain.business_hours import zone_or
from app.domain.dossier import Dossier, prepare
from app.domain.judgement import Look
from app.domain.policy import Policy
from app.domain.rewind import rewind
from app.domain.state import NOT_JUDGED
from app.domain.surroundings import Surroundings

Reason = Literal["your_doing", "customers_doing", "time_passing", "policy", "late_data"]
WEEKS = 53


@dataclass(frozen=True, slots=True)
class Said:
    at: datetime
    posture: terms.Posture
    policy_version: int


@dataclass(frozen=True, slots=True)
class Point:
    """The account at the start of a Monday. The axes are None where it is not judged."""

    on: date
    as_of: datetime
    state: terms.State
    aim: terms.Aim
    posture: terms.Posture
    axes: tuple[AxisNow, AxisNow] | None
    said: Said | None
    """What we had last said by the end of that day."""

    def verdicts(self) -> dict[str, terms.Verdict]:
        return {answer.question: answer.verdict for axis in self.axes or () for answer in axis.answers}


@dataclass(frozen=True, slots=True)
class Turn:
    """A change of posture between two Mondays, told by the later one."""

    on: date
    before: terms.Posture
    after: terms.Posture
    reason: Reason
    questions: tuple[str, ...]
    """Those whose verdict changed with it."""


def mondays(now: datetime, policy: Policy) -> list[date]:
    """The Mondays of the last year, oldest first."""
    today = now.astimezone(zone_or(None, policy.calendar.zone)).date()
    latest = today - timedelta(days=today.weekday())
    return [latest - timedelta(weeks=weeks) for weeks in range(WEEKS - 1, -1, -1)]


def points(
    dossier: Dossier, surroundings: Surroundings, policy: Policy, days: Sequence[date], said: Sequence[Said]
) -> list[Point]:
    """From the first Monday on which the account was there. ``said`` is oldest first."""
    zone = zone_or(None, policy.calendar.zone)
    found = []
    for day in days:
        as_of = datetime.combine(day, time(), zone)
        if dossier.account.created_at and dossier.account.created_at > as_of:
            continue
        look = Look(dossier, surroundings, policy, as_of)
        axes = None if look.state in NOT_JUDGED else (look.case.effectiveness, look.case.efficiency)
        ends = as_of + timedelta(days=1)
        last = next((each for each in reversed(said) if each.at < ends), None)
        found.append(Point(day, as_of, look.state, look.aim.value, look.case.posture, axes, last))
    return found


def turns(
    dossier: Dossier,
    surroundings: Surroundings,
    policy: Policy,
    course: Sequence[Point],
    said: Sequence[Said],
) -> list[Turn]:
    """The changes of posture, latest first. ``said`` is oldest first."""
    found = []
    for place, (earlier, later) in enumerate(pairwise(course)):
        if earlier.posture != later.posture:
            reason = _reason(dossier, surroundings, policy, (earlier.as_of, later.as_of), later.posture)
            found.append(_turn(earlier, later, earlier.posture, later.posture, reason))
        elif earlier.said and later.said and earlier.said.posture != later.said.posture:
            around = course[max(0, place - 1) : place + 3]
            postures = {(a.posture, b.posture) for a, b in pairwise(around)}
            if (earlier.said.posture, later.said.posture) not in postures:
                reason = _reason_said(said, (earlier.said.at, later.said.at))
                found.append(_turn(earlier, later, earlier.said.posture, later.said.posture, reason))
    return found[::-1]


def _reason_said(said: Sequence[Said], between: tuple[datetime, datetime]) -> Reason:
    """The policy, where what we said changed just when it was first said by another one."""
    since, until = between
    stood = [each for each in said if each.at <= since][-1:]
    told = [*stood, *(each for each in said if since < each.at <= until)]
    is_new = any(was.posture != now.posture and was.policy_version != now.policy_version for was, now in pairwise(told))
    return "policy" if is_new else "late_data"


def _turn(earlier: Point, later: Point, before: terms.Posture, after: terms.Posture, reason: Reason) -> Turn:
    was, now = earlier.verdicts(), later.verdicts()
    moved = tuple(question for question, verdict in now.items() if was.get(question) != verdict)
    return Turn(later.on, before, after, reason, moved)


def reason_between(
    dossier: Dossier,
    surroundings: Surroundings,
    policy: Policy,
    between: tuple[datetime, datetime],
    shown: tuple[terms.Posture, terms.Posture],
    said: Sequence[Said],
) -> Reason:
    """Why what was ``shown`` of an account changed ``between`` two instants; the surroundings hold both days.

    ``said`` is all we said of it, oldest first.
    """
    recomputed = tuple(Look(dossier, surroundings, policy, at).case.posture for at in between)
    if recomputed != shown:
        return _reason_said(said, between)
    return _reason(dossier, surroundings, policy, between, shown[1])


def _reason(
    dossier: Dossier,
    surroundings: Surroundings,
    policy: Policy,
    between: tuple[datetime, datetime],
    after: terms.Posture,
) -> Reason:
    earlier, later = between

    def posture(*, ours: bool) -> terms.Posture:
        rows = rewind(dossier, earlier, policy, ours=ours)
        return Look(prepare(rows, policy), surroundings, policy, later).case.posture

    if posture(ours=False) == after:
        return "time_passing"
    return "your_doing" if posture(ours=True) == after else "customers_doing"
