"""No decision maker: nobody who decides was spoken to lately.

Principle: effective is calling on the right people.

Flagged: eight people met in a quarter, none of them a director, an owner or an economic buyer.
Passing: the same eight and the finance director; or eight people whose rank nobody recorded.
"""

from app.domain.findings import Case, Finding, Step
from app.domain.steps import meet_senior

CODE = "no_decision_maker"


def find(case: Case) -> Finding | None:
    standing = case.standing
    ranks = {standing.is_senior(person) for person in standing.people}
    if case.reached("right_people") in ("not_known", "does_not_apply") or ranks & {True, None}:
        return None
    return Finding(CODE, "effectiveness", numbers={"people": len(standing.people)})


def steps(case: Case) -> list[Step]:
    return meet_senior(case.standing)
