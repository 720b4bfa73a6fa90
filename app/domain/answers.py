"""What a question says of an account: a verdict, a score, a count and its evidence."""

from collections.abc import Iterable
from datetime import date

from app.domain import terms
from app.domain.value import value


@value
class Evidence:
    """One record and what it says, as a code; sentences are made when it is read."""

    type: str
    id: int
    code: str
    on: date | None = None
    number: float | None = None
    counts: bool = True
    """Whether it speaks for a yes."""
    news: str | None = None
    """What happened, where the record itself does not tell."""


@value
class Answer:
    """``low`` and ``high`` are points of 100, equal where the score is certain."""

    question: str
    verdict: terms.Verdict
    low: float = 0.0
    high: float = 100.0
    yes: float = 0
    of: float | None = 0
    applies: bool = True
    """False where no source of the workspace feeds the question."""
    inferred: bool = False
    reason: str = ""
    """A code for why, where the counts do not tell it."""
    evidence: tuple[Evidence, ...] = ()

    @property
    def is_scored(self) -> bool:
        """Whether it enters its axis: on, and not "does not apply"."""
        return self.applies and self.verdict != "does_not_apply"


def verdict_of(low: float, high: float, line: float) -> terms.Verdict:
    """Yes at or over the line, no under it, not known where the band crosses it."""
    if low >= line:
        return "yes"
    return "no" if high < line else "not_known"


def scored(
    question: str,
    low: float,
    high: float,
    line: float,
    *,
    yes: float,
    of: float | None,
    evidence: Iterable[Evidence] = (),
    inferred: bool = False,
    reason: str = "",
) -> Answer:
    verdict = verdict_of(low, high, line)
    return Answer(question, verdict, low, high, yes, of, True, inferred, reason, tuple(evidence))


def share(
    question: str, line: float, *, yes: float, of: int, evidence: Iterable[Evidence], inferred: bool = False
) -> Answer:
    """100 x yes / of. ``of`` is at least 1."""
    score = 100 * yes / of
    return scored(question, score, score, line, yes=yes, of=of, evidence=evidence, inferred=inferred)
