"""Led, but untidy: we create business with the right people, and let the daily work slip.

Principle: leadership is wasted where quotes are late and promises are not kept.

Flagged: a deal we started with the managing director, while both quotes went out days late.
Passing: the same deal, quotes sent the next day.
"""

from app.domain.findings import Case, Finding, Step
from app.domain.tidy_steps import tidy_up

CODE = "led_untidy"


def find(case: Case) -> Finding | None:
    if case.aim == "exit" or case.posture != "led_untidy":
        return None
    late = [answer for answer in case.efficiency.answers if answer.verdict == "no"]
    evidence = tuple(each for answer in late for each in answer.evidence if not each.counts)
    return Finding(CODE, "efficiency", evidence)


def steps(case: Case) -> list[Step]:
    return tidy_up(case)
