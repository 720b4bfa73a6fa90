"""Are we ready for what is changing?

Principle: the more change there is, the more leadership is needed; leaders have options ready and the
people to carry them out. Half of each open change is a word with somebody senior since, half a plan
whose owner accepted. A change asks only after the policy's days of grace.
"""

from app.domain.answers import Answer, Evidence, scored
from app.domain.reactions import Reaction, evidence_of, reaction
from app.domain.standing import Standing

QUESTION = "ready_for_change"


def ask(standing: Standing) -> Answer:
    reactions = [reaction(standing, change) for change in standing.asking_changes]
    if not reactions:
        return standing.without_cases(QUESTION)
    of = len(reactions)
    done = sum(each.halves for each in reactions) / 2
    return scored(
        QUESTION,
        100 * done / of,
        100 * sum(each.halves_at_most for each in reactions) / 2 / of,
        standing.policy.lines.answer_yes,
        yes=done,
        of=of,
        evidence=[_evidence(each) for each in reactions],
    )


def _evidence(each: Reaction) -> Evidence:
    said = {(True, True): "answered", (True, False): "talked_no_plan", (False, True): "plan_nobody_senior_met"}
    code = said.get((bool(each.talked), each.planned), "unanswered")
    return evidence_of(each.change, code, counts=code == "answered")
