"""Every number Leadline judges by, as one document: each with unit, reason and source.

``Policy.from_document`` reads the document and refuses unknown or missing numbers.
"""

from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from app.domain import terms
from app.domain.policy_choices import Calendar, FitRule, Mappings, Money, Proxies
from app.domain.policy_numbers import (
    BusinessDays,
    BusinessHours,
    Days,
    Factor,
    Intensity,
    Points,
    Question,
    Section,
    Seniority,
    Share,
    StageMap,
    TierOrNone,
    Times,
    Weight,
)
from app.domain.rows import AccountRow
from app.domain.titles import TitleLexicon, seniority


class Windows(Section):
    contact: Days
    won: Days
    moved: Days
    work: Days
    finished_work: Days
    silence: Days
    mail_pair: Days
    starter: Days


class Lines(Section):
    effectiveness: Points
    efficiency: Points
    answer_yes: Points
    few_cases: Times
    thin_file: Times


class Weights(Section):
    business_created: Weight
    right_people: Weight
    support_lined_up: Weight
    ready_for_change: Weight
    quotes_in_time: Weight
    replies_in_time: Weight
    promised_work: Weight
    next_step: Weight

    @field_validator("ready_for_change", "next_step")
    @classmethod
    def _something_counts(cls, last: float, info: ValidationInfo) -> float:
        axis = terms.QUESTIONS if info.field_name in terms.QUESTIONS else terms.BASICS
        if not any((last, *(info.data.get(question, 1) for question in axis[:-1]))):
            raise ValueError("must be over 0: one question of each axis has to count")
        return last


class BusinessCreated(Section):
    one_started_in: Factor


class People(Section):
    senior_from: Seniority
    senior_points: Points
    people_points: Points
    needed_under_10: Times
    needed_under_100: Times
    needed_under_500: Times
    needed_under_1000: Times
    needed_from_1000: Times

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
    proposal_age: Days
    supporters: Times
    lately: Days


class ChangeNumbers(Section):
    grace: Days
    longest: Days
    points_per_intensity: Points
    line_at_most: Points
    intensity_absent: Intensity
    derived_serious: Intensity
    derived_small: Intensity
    serious_from: Intensity
    renewal_within: Days
    slips: Times
    surge_tickets: Times
    surge_factor: Factor
    surge_window: Days
    same_news: Days


class Quotes(Section):
    standard: BusinessDays
    complex: BusinessDays


class Replies(Section):
    customer: BusinessHours
    new_lead: BusinessHours


class NextStep(Section):
    stuck: Days
    stuck_factor: Factor
    median_spans: Times
    moved: Times


class Capture(Section):
    weeks: Times
    share: Share


class ReadinessNumbers(Section):
    filled: Share
    axis: Share


class States(Section):
    new_account: Days
    new_owner: Days


class Flags(Section):
    looks: Times
    running: Times

    @field_validator("running")
    @classmethod
    def _within_the_looks(cls, running: int, info: ValidationInfo) -> int:
        if running > info.data.get("looks", running):
            raise ValueError("must not be more than looks")
        return running


class Findings(Section):
    slow_cases: Times
    slow_share: Share
    champion_seen: Days
    champion_quiet: Days
    one_stuck_in: Factor
    low_fit: Points
    creating_days: Days


class Actions(Section):
    help_after: Days
    few: Times


class Priority(Section):
    renewal_within: Days


class Cures(Section):
    """What a step that is tried is dated by."""

    next_step_in: Days
    promise_in: Days
    close_in: Days
    new_deal_closes_in: Days
    more_in_time: Times


class Backtest(Section):
    big_deal: Share


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
    actions: Actions
    cures: Cures
    backtest: Backtest
    calendar: Calendar
    money: Money
    aims: dict[TierOrNone, terms.Aim] = Field(min_length=4)
    fit_rules: tuple[FitRule, ...] = Field(max_length=200)
    """The first that holds gives an account its fit where none is recorded."""
    stage_map: StageMap
    mappings: Mappings
    proxies: Proxies
    switched_off: frozenset[Question]
    """Questions that are not asked here."""
    titles: TitleLexicon
    version: int = Field(default=1, ge=1)

    @classmethod
    def from_document(cls, document: dict[str, Any], titles: TitleLexicon, version: int = 1) -> Self:
        """Read a policy document. Raises pydantic's ValidationError naming the number that is wrong."""
        return cls.model_validate({**document, "titles": titles, "version": version})

    @field_validator("switched_off")
    @classmethod
    def _something_is_asked(cls, off: frozenset[str], info: ValidationInfo) -> frozenset[str]:
        weights = info.data.get("weights")
        for axis in (terms.QUESTIONS, terms.BASICS) if weights else ():
            if not any(getattr(weights, question) for question in axis if question not in off):
                raise ValueError(f"must leave one of {', '.join(axis)} on, with a weight over 0")
        return off

    def fit_of(self, account: AccountRow) -> float | None:
        """As recorded, else by the first fit rule that holds."""
        if account.fit is not None:
            return account.fit
        return next((rule.fit for rule in self.fit_rules if rule.when.hold(account)), None)

    def stage_kind(self, stage: str | None, sent: terms.StageKind | None = None) -> terms.StageKind | None:
        """What a stage means: as the workspace says, else as the CRM ``sent`` it."""
        return (self.stage_map.get(stage.strip().lower()) if stage else None) or sent

    def seniority_of(self, title: str | None) -> int | None:
        """How senior a title is: as the workspace says, else by its words."""
        said = self.mappings.title.get(title.strip().lower()) if title else None
        return seniority(title, self.titles) if said is None else said
