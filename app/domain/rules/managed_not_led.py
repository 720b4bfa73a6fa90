"""Managed, not led: looked after well, but nobody creates business here.

Principle: account managers tend an account; account leaders create business. Doing things right is no
substitute for doing the right things.

Flagged: an account to grow, every quote in time, and all three deals were the customer's idea.
Passing: the same account, one of the three deals started by us and the managing director met.
"""

from app.domain.business_steps import lead_more
from app.domain.findings import Case, Finding, Step

CODE = "managed_not_led"


def find(case: Case) -> Finding | None:
    if case.aim != "grow" or case.posture != "managed_only":
        return None
    missing = [answer for answer in case.effectiveness.answers if answer.verdict == "no"]
    evidence = tuple(each for answer in missing for each in answer.evidence if not each.counts)
    return Finding(CODE, "effectiveness", evidence, {"contact_days": case.standing.contact_days})


def steps(case: Case) -> list[Step]:
    return lead_more(case)
