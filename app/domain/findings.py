"""What a rule says of an account, and what would clear it."""

from collections.abc import Callable
from dataclasses import field

from app.domain import terms
from app.domain.answers import Evidence
from app.domain.axes import AxisNow
from app.domain.rows import AccountRows
from app.domain.standing import Standing
from app.domain.value import value


@value
class Case:
    """An account as judged at an instant, before any rule has spoken."""

    standing: Standing
    effectiveness: AxisNow
    efficiency: AxisNow
    posture: terms.Posture
    aim: terms.Aim

    def reached(self, question: str) -> terms.Verdict:
        axis = self.effectiveness if question in terms.QUESTIONS else self.efficiency
        return axis.answer(question).verdict


@value
class Step:
    """One thing somebody could do. ``apply`` gives the rows as if it were done at the instant judged."""

    code: str
    type: str
    id: int
    apply: Callable[[AccountRows], AccountRows] = field(compare=False, repr=False)
    number: float | None = None


@value
class Cure:
    """A step and its effect: whether it clears the finding by itself, and how far it moves the axis."""

    code: str
    type: str
    id: int
    number: float | None
    clears: bool
    gain: float
    """Points by which the low end of the axis rises."""


@value
class Finding:
    code: str
    axis: terms.Axis
    evidence: tuple[Evidence, ...] = ()
    numbers: dict[str, float] = field(default_factory=dict)
    cures: tuple[Cure, ...] = ()
