"""Every number Leadline judges by, as one document: each with unit, reason and source.

``Policy.from_document`` reads the document and refuses unknown or missing numbers.
"""

from datetime import date
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from app.domain import terms
from app.domain.titles import TitleLexicon


class Section(BaseModel):
    """One group of numbers. In the document each is ``{value, unit, reason, source}``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _values_only(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        return {key: number["value"] if _is_number(number) else number for key, number in data.items()}


def _is_number(entry: Any) -> bool:
    return isinstance(entry, dict) and {"value", "unit", "reason", "source"} <= entry.keys()


class Windows(Section):
    contact: int
    won: int
    moved: int
    work: int
    finished_work: int
    silence: int
    mail_pair: int
    starter: int


class Lines(Section):
    effectiveness: float
    efficiency: float
    answer_yes: float
    few_cases: int
    thin_file: int


class Weights(Section):
    business_created: float
    right_people: float
    support_lined_up: float
    ready_for_change: float
    quotes_in_time: float
    replies_in_time: float
    promised_work: float
    next_step: float


class BusinessCreated(Section):
    one_started_in: float


class People(Section):
    senior_from: int
    senior_points: float
    people_points: float
    needed_under_10: int
    needed_under_100: int
    needed_under_500: int
    needed_under_1000: int
    needed_from_1000: int

    def needed(self, employees: int | None) -> tuple[int, int]:
        """People to reach at the low and the high end: the same where the size is known."""
        if employees is None:
            return self.needed_from_1000, self.needed_under_10
        sizes = ((10, self.needed_under_10), (100, self.needed_under_100), (500, self.needed_under_500))
        for below, people in (*sizes, (1000, self.needed_under_1000)):
            if employees < below:
                return people, people
        return self.needed_from_1000, self.needed_from_1000


class Support(Section):
    proposal_age: int
    supporters: int


class ChangeNumbers(Section):
    grace: int
    longest: int
    points_per_intensity: float
    line_at_most: float
    intensity_absent: int
    serious_from: int
    renewal_within: int
    slips: int
    surge_tickets: int
    surge_factor: float
    surge_window: int
    same_news: int


class Quotes(Section):
    standard: float
    complex: float


class Replies(Section):
    customer: float
    new_lead: float


class NextStep(Section):
    stuck: int
    stuck_factor: float
    median_spans: int
    moved: int


class Capture(Section):
    weeks: int
    share: float


class ReadinessNumbers(Section):
    filled: float
    axis: float


class States(Section):
    new_account: int
    new_owner: int


class Flags(Section):
    looks: int
    running: int


class Findings(Section):
    slow_cases: int
    slow_share: float
    champion_seen: int
    champion_quiet: int
    one_stuck_in: int
    low_fit: float
    creating_days: int


class Priority(Section):
    renewal_within: int


class Calendar(Section):
    zone: str
    opens: int
    closes: int
    workdays: tuple[int, ...]
    """0 is Monday."""
    holidays: tuple[date, ...]


class Money(Section):
    home_currency: str
    rates: dict[str, float]
    """Currency to home currency: what one unit is worth at home."""


class Policy(BaseModel):
    """The numbers, as values. ``titles`` is the lexicon that reads seniority from a title."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)

    windows: Windows
    lines: Lines
    weights: Weights
    business_created: BusinessCreated
    people: People
    support: Support
    change: ChangeNumbers
    quotes: Quotes
    replies: Replies
    next_step: NextStep
    capture: Capture
    readiness: ReadinessNumbers
    states: States
    flags: Flags
    findings: Findings
    priority: Priority
    calendar: Calendar
    money: Money
    aims: dict[str, terms.Aim]
    stage_map: dict[str, terms.StageKind]
    """Stage name, in lower case, to what it means."""
    titles: TitleLexicon
    version: int = Field(default=1, ge=1)

    @classmethod
    def from_document(cls, document: dict[str, Any], titles: TitleLexicon, version: int = 1) -> Self:
        """Read a policy document. Raises pydantic's ValidationError naming the number that is wrong."""
        return cls.model_validate({**document, "titles": titles, "version": version})

    def stage_kind(self, stage: str | None) -> terms.StageKind | None:
        return self.stage_map.get(stage.strip().lower()) if stage else None
