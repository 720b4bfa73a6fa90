"""A capture gap: the file is too thin to say anything.

Principle: what we cannot know we call not known; a judgement needs a file that is used.

Flagged: an account to grow with one deal and one meeting ever written down.
Passing: the same account with a third record; or a whole CRM that holds no activities, said once for all.
"""

from app.domain.findings import Case, Finding, Step
from app.domain.steps import log_work

CODE = "capture_gap"


def find(case: Case) -> Finding | None:
    records = case.standing.records_of_work
    if records >= case.standing.policy.lines.thin_file:
        return None
    return Finding(CODE, "effectiveness", (), {"records": records})


def steps(case: Case) -> list[Step]:
    return log_work(case.standing)
