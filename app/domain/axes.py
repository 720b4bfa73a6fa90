"""The two axes. They are never averaged with each other."""

from collections.abc import Sequence
from types import ModuleType

from app.domain import terms
from app.domain.answers import Answer, verdict_of
from app.domain.contact_days import happened_at
from app.domain.policy import Policy
from app.domain.questions import (
    business_created,
    next_step,
    promised_work,
    quotes_in_time,
    ready_for_change,
    replies_in_time,
    right_people,
    support_lined_up,
)
from app.domain.standing import Standing
from app.domain.value import value

EFFECTIVENESS = (business_created, right_people, support_lined_up, ready_for_change)
EFFICIENCY = (quotes_in_time, replies_in_time, promised_work, next_step)
UNKNOWN = (0.0, 100.0)
SWITCHED_OFF = "switched_off"


@value
class AxisNow:
    """An axis as a band of points of 100 against its line."""

    axis: terms.Axis
    verdict: terms.Verdict
    low: float
    high: float
    line: float
    answers: tuple[Answer, ...]

    def answer(self, question: str) -> Answer:
        return next(answer for answer in self.answers if answer.question == question)

    @property
    def would_settle(self) -> list[str]:
        """On an axis not known: the questions whose answers are open."""
        if self.verdict != "not_known":
            return []
        return [
            answer.question
            for answer in self.answers
            if answer.reason != SWITCHED_OFF
            and (answer.verdict == "not_known" or (answer.is_scored and answer.low < answer.high))
        ]


def leadership_needed(standing: Standing) -> float:
    """The line for effectiveness: higher the more is changing."""
    numbers = standing.policy.change
    intensity = sum(change.intensity or numbers.intensity_absent for change in standing.pressing_changes)
    line = standing.policy.lines.effectiveness
    return min(max(line, numbers.line_at_most), line + numbers.points_per_intensity * intensity)


def effectiveness(standing: Standing) -> AxisNow:
    answers = tuple(_ask(question, standing) for question in EFFECTIVENESS)
    enough = _enough_is_asked(answers, standing.policy)
    low, high = (_band(answers, standing.policy) if enough else None) or UNKNOWN
    line = leadership_needed(standing)
    return AxisNow("effectiveness", verdict_of(low, high, line), low, high, line, answers)


def efficiency(standing: Standing) -> AxisNow:
    answers = tuple(_ask(question, standing) for question in EFFICIENCY)
    line = standing.policy.lines.efficiency
    if not _enough_is_asked(answers, standing.policy):
        return AxisNow("efficiency", "not_known", *UNKNOWN, line, answers)
    band = _band(answers, standing.policy)
    low, high = _with_few_cases(answers, *band, standing.policy) if band else _without_basics(standing)
    if verdict_of(low, high, line) == "not_known" and _is_silent_customer(standing):
        low = high = 0.0
    return AxisNow("efficiency", verdict_of(low, high, line), low, high, line, answers)


def _ask(question: ModuleType, standing: Standing) -> Answer:
    if question.QUESTION in standing.policy.switched_off:
        return Answer(question.QUESTION, "not_known", of=None, applies=False, reason=SWITCHED_OFF)
    answer: Answer = question.ask(standing)
    return answer


def not_judged(standing: Standing) -> tuple[AxisNow, AxisNow]:
    """Both axes of a file too thin to say anything."""
    return (
        AxisNow("effectiveness", "not_known", *UNKNOWN, leadership_needed(standing), _all_unknown(EFFECTIVENESS)),
        AxisNow("efficiency", "not_known", *UNKNOWN, standing.policy.lines.efficiency, _all_unknown(EFFICIENCY)),
    )


def _all_unknown(questions: tuple[ModuleType, ...]) -> tuple[Answer, ...]:
    return tuple(Answer(question.QUESTION, "not_known", of=None, reason="thin_file") for question in questions)


def _weight(answer: Answer, policy: Policy) -> float:
    return float(getattr(policy.weights, answer.question))


def _enough_is_asked(answers: Sequence[Answer], policy: Policy) -> bool:
    on = wanted = 0.0
    for answer in answers:
        if answer.reason != SWITCHED_OFF:
            weight = _weight(answer, policy)
            wanted += weight
            on += weight if answer.applies else 0.0
    return on >= policy.readiness.axis * wanted


def _band(answers: Sequence[Answer], policy: Policy) -> tuple[float, float] | None:
    """The weighted mean with open answers at their low and at their high; None where none is scored."""
    low = high = whole = 0.0
    for answer in answers:
        if answer.is_scored:
            weight = _weight(answer, policy)
            whole += weight
            low += answer.low * weight
            high += answer.high * weight
    return (low / whole, high / whole) if whole else None


def _with_few_cases(answers: Sequence[Answer], low: float, high: float, policy: Policy) -> tuple[float, float]:
    """Missing cases count as no at the low end and as yes at the high end."""
    enough = policy.lines.few_cases
    cases = sum(answer.of or 0 for answer in answers if answer.is_scored)
    if cases >= enough:
        return low, high
    return low * cases / enough, (high * cases + 100 * (enough - cases)) / enough


def _without_basics(standing: Standing) -> tuple[float, float]:
    since = standing.since(standing.policy.windows.finished_work)
    finished = any(
        activity.kind in ("task", "ticket") and (at := happened_at(activity)) and since <= at <= standing.as_of
        for activity in standing.activities
    )
    sent = any(quote.sent_at and since <= quote.sent_at <= standing.as_of for quote in standing.quotes)
    kept = any(
        row.made_by == "us" and row.kept_on and standing.day_of(since) <= row.kept_on <= standing.today
        for row in standing.commitments
    )
    return (100.0, 100.0) if finished or sent or kept or standing.touches else UNKNOWN


def _is_silent_customer(standing: Standing) -> bool:
    silent = not standing.touches_within(standing.policy.windows.silence)
    return silent and standing.is_customer and standing.capture_works
