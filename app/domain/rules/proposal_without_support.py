"""A proposal without support: it is on the table, and too few stand behind it.

Principle: account leaders line up support behind their proposals before they need it.

Flagged: a proposal three weeks old with one person behind it, the other one against it.
Passing: the same proposal with a director and a manager behind it, and no promise of theirs overdue.
"""

from app.domain.answers import Evidence
from app.domain.business_steps import each_once
from app.domain.findings import Case, Finding, Step
from app.domain.support import LineUp
from app.domain.support_steps import line_up_support

CODE = "proposal_without_support"


def find(case: Case) -> Finding | None:
    weak = _weak(case)
    if not weak or case.reached("support_lined_up") == "not_known":
        return None
    evidence = [
        Evidence("opportunity", each.deal.id, _lack(case, each), number=len(each.supporters), counts=False)
        for each in weak
    ]
    broken = [
        Evidence("commitment", row.id, "customer_promise_not_kept", on=row.due_on, counts=False)
        for each in weak
        for row in each.broken
    ]
    return Finding(CODE, "effectiveness", (*evidence, *broken), {"proposals": len(weak)})


def _weak(case: Case) -> list[LineUp]:
    return [line_up for line_up in case.standing.proposals if _is_weak(case, line_up)]


def _is_weak(case: Case, line_up: LineUp) -> bool:
    """Fewer people than asked for, nobody senior, or a due promise of the customer not kept."""
    nobody_senior = not line_up.senior and not line_up.rank_not_known
    return len(line_up.supporters) < _needed(case) or nobody_senior or bool(line_up.broken)


def _lack(case: Case, line_up: LineUp) -> str:
    if not line_up.supporters:
        return "nobody_behind_it"
    if not line_up.senior and not line_up.rank_not_known:
        return "nobody_senior_behind_it"
    return "too_few_behind_it" if len(line_up.supporters) < _needed(case) else "support_missing"


def _needed(case: Case) -> int:
    standing = case.standing
    if standing.account.employees is None:
        return 1
    return min(standing.policy.support.supporters, standing.policy.people.needed(standing.account.employees)[1])


def steps(case: Case) -> list[Step]:
    needed = _needed(case)
    return each_once([step for weak in _weak(case) for step in line_up_support(case.standing, weak, needed)])
