"""A capture gap: the file is too thin to say anything.

Principle: what we cannot know we call not known; a judgement needs a file that is used.

Flagged: an account to grow with one deal and one meeting ever written down.
Passing: the same account with a third record; or a CRM that holds no activities of anybody, which readiness says once.
"""

from app.domain.business_steps import log_work
from app.domain.findings import Case, Finding, Step

CODE = "capture_gap"
WORK = ("named_contact", "message", "due_work")


def find(case: Case) -> Finding | None:
    standing = case.standing
    records, source = standing.records_of_work, standing.account.source_id
    is_logged = any(standing.day.fills(source, feed) for feed in WORK)
    if records >= standing.policy.lines.thin_file or not is_logged:
        return None
    return Finding(CODE, "effectiveness", (), {"records": records})


def steps(case: Case) -> list[Step]:
    return log_work(case.standing)
