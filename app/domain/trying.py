"""What one cure would move: the account judged as it stands, and as if the step were done now."""

from dataclasses import dataclass
from datetime import datetime

from app.domain.answers import Answer
from app.domain.dossier import prepare
from app.domain.findings import Step
from app.domain.judgement import Look, is_cleared
from app.domain.policy import Policy
from app.domain.rows import AccountRows
from app.domain.surroundings import Surroundings


@dataclass(frozen=True, slots=True)
class Tried:
    before: Look
    after: Look
    clears: bool
    """Whether the finding would be gone."""

    @property
    def moved(self) -> list[tuple[Answer, Answer]]:
        """The answers that would change, before and after."""
        pairs = zip(_answers(self.before), _answers(self.after), strict=True)
        return [(before, after) for before, after in pairs if _said(before) != _said(after)]


def _answers(look: Look) -> tuple[Answer, ...]:
    return (*look.case.effectiveness.answers, *look.case.efficiency.answers)


def _said(answer: Answer) -> tuple[object, ...]:
    return answer.verdict, answer.low, answer.high, answer.yes, answer.of


def try_cure(
    rows: AccountRows, surroundings: Surroundings, policy: Policy, as_of: datetime, finding: str, cure: tuple[str, int]
) -> Tried | None:
    """``cure`` is the code and the record of a step. None where the finding, or the step, is no longer there."""
    before = Look(prepare(rows, policy), surroundings, policy, as_of)
    rule = next((rule for rule in before.holding if finding == rule.CODE), None)
    steps: list[Step] = rule.steps(before.case) if rule and hasattr(rule, "steps") else []
    step = next((step for step in steps if (step.code, step.id) == cure), None)
    if rule is None or step is None:
        return None
    after = Look(prepare(step.apply(rows), policy), surroundings, policy, as_of)
    return Tried(before, after, clears=is_cleared(rule, before.case, after.case))
