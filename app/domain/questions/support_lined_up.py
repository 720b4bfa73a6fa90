"""Is support and commitment lined up behind what we propose?

Principle: account leaders line up support behind their proposals and create commitment. A proposal holds
when enough people back it, a senior person stays whoever leaves, and the customer keeps its promises.
"""

from app.domain.answers import Answer, Evidence, scored
from app.domain.standing import Standing
from app.domain.support import LineUp

QUESTION = "support_lined_up"


def ask(standing: Standing) -> Answer:
    line_ups = standing.proposals
    if not line_ups or not standing.day.is_on(QUESTION):
        return standing.without_cases(QUESTION)
    of = len(line_ups)
    surely = [line_up for line_up in line_ups if _holds(standing, line_up, lenient=False)]
    perhaps = [line_up for line_up in line_ups if _holds(standing, line_up, lenient=True)]
    return scored(
        QUESTION,
        100 * len(surely) / of,
        100 * len(perhaps) / of,
        standing.policy.lines.answer_yes,
        yes=len(surely),
        of=of,
        evidence=[
            Evidence(
                "opportunity",
                line_up.deal.id,
                _says(line_up, line_up in surely),
                number=len(line_up.supporters),
                counts=line_up in surely,
            )
            for line_up in line_ups
        ],
        inferred=any(touch.inferred for touch in standing.touches),
    )


def _holds(standing: Standing, line_up: LineUp, *, lenient: bool) -> bool:
    """Whether it holds: surely, or, where lenient, if what nobody recorded speaks for it."""
    if lenient and not standing.capture_works:
        return not line_up.broken
    needed = standing.policy.people.needed(standing.account.employees)[1 if lenient else 0]
    return line_up.holds(min(needed, standing.policy.support.supporters), lenient=lenient)


def _says(line_up: LineUp, holds: bool) -> str:
    if holds:
        return "support_holds"
    if line_up.broken:
        return "customer_promise_not_kept"
    if not line_up.supporters:
        return "nobody_behind_it"
    if not line_up.senior:
        return "nobody_senior_behind_it"
    return "stands_on_one_person" if len(line_up.senior) == 1 else "too_few_behind_it"
