"""A change without leadership: something serious is changing, and nobody has reacted.

Principle: the more change there is, the more leadership is needed.

Flagged: a merger noticed four weeks ago, nobody senior met since and no plan.
Passing: the same merger with the director met, or with a plan somebody accepted; or noticed last week.
"""

from app.domain.business_steps import answer_changes
from app.domain.findings import Case, Finding, Step
from app.domain.reactions import evidence_of, reaction

CODE = "change_without_leadership"


def find(case: Case) -> Finding | None:
    standing = case.standing
    if not case.effectiveness.answer("ready_for_change").applies:
        return None
    numbers = standing.policy.change
    unanswered = [
        change
        for change in standing.asking_changes
        if (change.intensity or numbers.intensity_absent) >= numbers.serious_from
        and reaction(standing, change).halves_at_most == 0
    ]
    evidence = tuple(evidence_of(change, "nobody_reacted", counts=False) for change in unanswered)
    return Finding(CODE, "effectiveness", evidence, {"changes": len(unanswered)}) if evidence else None


def steps(case: Case) -> list[Step]:
    return answer_changes(case.standing)
