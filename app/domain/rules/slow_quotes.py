"""Slow quotes: more than one quote was late, and fewer than six of ten in time.

Principle: doing things right is doing them quickly.

Flagged: two of four quotes went out days late.
Passing: one of four was late; or the only quote was.
"""

from app.domain.findings import Case, Finding, Step
from app.domain.slowness import slow
from app.domain.tidy_steps import send_quotes

CODE = "slow_quotes"


def find(case: Case) -> Finding | None:
    return slow(case, CODE, "quotes_in_time")


def steps(case: Case) -> list[Step]:
    return send_quotes(case, 100 * case.standing.policy.findings.slow_share)
