"""Slow replies: more than one customer message waited too long, and fewer than six of ten had an answer in time.

Principle: doing things right is doing them quickly.

Flagged: three messages of August never had an answer.
Passing: one of four messages was answered a day late.
"""

from app.domain.findings import Case, Finding, Step
from app.domain.slowness import slow
from app.domain.tidy_steps import answer

CODE = "slow_replies"


def find(case: Case) -> Finding | None:
    return slow(case, CODE, "replies_in_time")


def steps(case: Case) -> list[Step]:
    return answer(case, 100 * case.standing.policy.findings.slow_share)
