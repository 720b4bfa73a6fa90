"""The wrong company: much creating work where there is little fit.

Principle: effective is calling on the right companies.

Flagged: fit 20, and creating work on six days in half a year.
Passing: fit 70 with the same work; or fit 20 with a single visit.

No cure is proposed: more or other work here would not make it the right company.
"""

from app.domain.findings import Case, Finding

CODE = "wrong_company"


def find(case: Case) -> Finding | None:
    standing = case.standing
    numbers, fit = standing.policy.findings, standing.policy.fit_of(standing.account)
    if fit is None or fit > numbers.low_fit:
        return None
    days = {
        standing.day_of(touch.at)
        for touch in standing.touches_within(standing.policy.windows.work)
        if touch.activity.dimension in ("effectiveness", "both")
    }
    if len(days) < numbers.creating_days:
        return None
    return Finding(CODE, "effectiveness", numbers={"fit": fit, "days": len(days)})
