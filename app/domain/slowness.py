"""When late work is a habit."""

from app.domain.findings import Case, Finding


def slow(case: Case, code: str, question: str) -> Finding | None:
    """A finding when late cases are several and the share in time is under the policy's."""
    numbers = case.standing.policy.findings
    evidence = case.efficiency.answer(question).evidence
    late = tuple(each for each in evidence if not each.counts)
    if len(late) < numbers.slow_cases or len(evidence) - len(late) >= numbers.slow_share * len(evidence):
        return None
    return Finding(code, "efficiency", late, {"late": len(late), "of": len(evidence)})
