"""The support line-up of each open proposal: who stands behind it, and what if one of them leaves?"""

from datetime import date

from app.domain import terms
from app.domain.standing import Standing
from app.domain.support import LineUp, line_up
from app.domain.value import value


@value
class Supporter:
    ref: int
    senior: bool | None
    """None where the rank is not recorded."""
    last_on: date | None
    if_leaves: terms.Verdict
    """Whether a senior person stays behind it, and the customer's promises are kept, if this one leaves."""


@value
class Proposal:
    """``gained`` and ``lost`` are contacts, against the same proposal a week before."""

    ref: int
    holds: terms.Verdict
    needed: int
    """People it takes, as far as the size of the firm tells."""
    overdue: int
    """Promises of the customer for it that are past their day."""
    supporters: tuple[Supporter, ...]
    gained: tuple[int, ...]
    lost: tuple[int, ...]


def line_ups(standing: Standing) -> tuple[Proposal, ...]:
    behind = standing.proposals
    if not behind:
        return ()
    before = standing.at(standing.since(standing.policy.support.lately))
    earlier = {deal.id: deal for deal in before.opportunities}
    return tuple(
        _proposal(standing, each, line_up(before, earlier[each.deal.id]) if each.deal.id in earlier else None)
        for each in behind
    )


def _proposal(standing: Standing, now: LineUp, before: LineUp | None) -> Proposal:
    was = before.supporters if before else ()
    at_most, at_least = (
        min(people, standing.policy.support.supporters)
        for people in standing.policy.people.needed(standing.account.employees)
    )
    surely = now.holds(at_most, lenient=False)
    return Proposal(
        ref=now.deal.id,
        holds="yes" if surely else "not_known" if _perhaps(standing, now, at_least) else "no",
        needed=at_most,
        overdue=len(now.broken),
        supporters=tuple(_supporter(standing, now, person) for person in now.supporters),
        gained=tuple(person for person in now.supporters if person not in was),
        lost=tuple(person for person in was if person not in now.supporters),
    )


def _perhaps(standing: Standing, now: LineUp, needed: int) -> bool:
    return now.holds(needed, lenient=True) if standing.capture_works else not now.broken


def _supporter(standing: Standing, now: LineUp, person: int) -> Supporter:
    senior = None if person in now.rank_not_known else person in now.senior
    last = standing.people.get(person)
    return Supporter(person, senior, standing.day_of(last) if last else None, _if_leaves(now, person))


def _if_leaves(now: LineUp, person: int) -> terms.Verdict:
    if now.broken:
        return "no"
    if any(other != person for other in now.senior):
        return "yes"
    return "not_known" if any(other != person for other in now.rank_not_known) else "no"
