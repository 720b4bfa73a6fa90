"""Overdue work: something of ours should have been done by now.

Principle: doing things right means keeping our word.

Flagged: a task due in August that is still planned; a promise of ours past its day.
Passing: the same task done late: late is not open; or a task due tomorrow.
"""

from app.domain.findings import Case, Finding, Step
from app.domain.questions.promised_work import OPEN, work_cases
from app.domain.tidy_steps import finish

CODE = "overdue_work"


def find(case: Case) -> Finding | None:
    if case.reached("promised_work") not in ("yes", "no"):
        return None
    overdue = tuple(each for each in work_cases(case.standing) if each.code in OPEN)
    return Finding(CODE, "efficiency", overdue, {"overdue": len(overdue)}) if overdue else None


def steps(case: Case) -> list[Step]:
    """What is overdue is done; nothing is asked of what comes after."""
    return finish(case, None)
