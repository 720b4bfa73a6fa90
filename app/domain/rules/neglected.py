"""Neglected: neither led nor looked after.

Principle: do the right things right; an account that gets neither goes out of business with us.

Flagged: a customer to keep or grow whose three messages were never answered and whom nobody has met.
Passing: the same customer, messages answered the same day: managed only.
"""

from app.domain.business_steps import each_once, lead_more
from app.domain.findings import Case, Finding, Step
from app.domain.steps import meet_more
from app.domain.tidy_steps import tidy_up

CODE = "neglected"


def find(case: Case) -> Finding | None:
    if case.aim not in ("grow", "keep") or case.posture != "neglected":
        return None
    late = [answer for answer in case.efficiency.answers if answer.verdict == "no"]
    evidence = tuple(each for answer in late for each in answer.evidence if not each.counts)
    return Finding(CODE, "efficiency", evidence, {"contact_days": case.standing.contact_days})


def steps(case: Case) -> list[Step]:
    """Whoever waits hears from us first."""
    talk = meet_more(case.standing) if not case.standing.touches else []
    return each_once([*tidy_up(case), *talk, *lead_more(case)])
