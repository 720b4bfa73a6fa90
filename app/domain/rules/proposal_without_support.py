"""A proposal without support: it is on the table, and too few stand behind it.

Principle: account leaders line up support behind their proposals before they need it.

Flagged: a proposal three weeks old with one person behind it, the other one against it.
Passing: the same proposal with a director and a manager behind it, and no promise of theirs overdue.
"""

from app.domain.answers import Evidence
from app.domain.findings import Case, Finding, Step
from app.domain.steps import meet_more, meet_senior
from app.domain.support import LineUp, proposals

CODE = "proposal_without_support"


def find(case: Case) -> Finding | None:
    weak = [line_up for line_up in proposals(case.standing) if _is_weak(case, line_up)]
    if not weak or case.reached("support_lined_up") == "not_known":
        return None
    evidence = [
        Evidence("opportunity", each.deal.id, "support_missing", number=len(each.supporters), counts=False)
        for each in weak
    ]
    broken = [
        Evidence("commitment", row.id, "customer_promise_not_kept", on=row.due_on, counts=False)
        for each in weak
        for row in each.broken
    ]
    return Finding(CODE, "effectiveness", (*evidence, *broken), {"proposals": len(weak)})


def _is_weak(case: Case, line_up: LineUp) -> bool:
    """Fewer people than asked for, nobody senior, or a due promise of the customer not kept."""
    standing = case.standing
    needed = min(standing.policy.support.supporters, standing.policy.people.needed(standing.account.employees)[1])
    if standing.account.employees is None:
        needed = 1
    nobody_senior = not line_up.senior and not line_up.rank_not_known
    return len(line_up.supporters) < needed or nobody_senior or bool(line_up.broken)


def steps(case: Case) -> list[Step]:
    return list({step.id: step for step in (*meet_senior(case.standing), *meet_more(case.standing))}.values())
