"""The shapes of the lines of evidence in the API document."""

from datetime import date
from typing import Literal

from pydantic import BaseModel

from app.domain import terms
from app.domain.lines.pull import Trend


class LineEntry(BaseModel):
    """One record and what it says. ``inferred``: worked out from other records."""

    type: str
    id: str | None
    leadline_id: int
    code: str
    on: date | None
    inferred: bool
    says: str


class PersonEntry(LineEntry):
    """Somebody we spoke to. ``inferred``: the rank is worked out from the title."""

    seniority: int | None = None


class InitiativeLine(BaseModel):
    """New deals, first meetings with senior people, and proposals, counted by who started them."""

    sentence: str
    us: int
    customer: int
    partner: int
    not_known: int
    items: list[LineEntry]


class PullLine(BaseModel):
    """How often the customer came by itself, now and in the window before; null where too little is logged."""

    sentence: str
    now: int | None
    before: int | None
    trend: Trend | None
    items: list[LineEntry]


class BreadthLine(BaseModel):
    """People in two-way contact, by rank; ``before`` is everybody in the window before."""

    sentence: str
    senior: int
    heads: int
    managers: int
    others: int
    not_known: int
    before: int
    items: list[PersonEntry]


class PersonCalled(BaseModel):
    id: str | None
    leadline_id: int
    name: str | None


class SupporterShown(PersonCalled):
    """``if_leaves``: whether the proposal holds without this person."""

    senior: bool | None
    last_on: date | None
    if_leaves: terms.Verdict
    says: str


class ProposalShown(BaseModel):
    """Who stands behind an open proposal; ``gained`` and ``lost`` are against a week before."""

    id: str | None
    leadline_id: int
    name: str | None
    holds: terms.Verdict
    needed: int
    overdue: int
    sentence: str
    supporters: list[SupporterShown]
    gained: list[PersonCalled]
    lost: list[PersonCalled]


class LineUpLine(BaseModel):
    sentence: str
    proposals: list[ProposalShown]


class CommitmentCounts(BaseModel):
    kept: int
    kept_late: int
    broken: int
    overdue: int
    open: int


class CommitmentLine(BaseModel):
    """What each side committed itself to."""

    sentence: str
    us: CommitmentCounts
    customer: CommitmentCounts
    items: list[LineEntry]


class OptionShown(BaseModel):
    """One thing we would do, who carries it out, and since when that person agreed."""

    owner: PersonCalled | None
    accepted_on: date | None
    says: str


class ScenarioShown(BaseModel):
    """A plan: whether its trigger fired, and whether somebody senior was met since."""

    id: str | None
    leadline_id: int
    trigger: terms.Trigger | None
    trigger_days: int | None
    fired: Literal["yes", "no", "not_known"]
    fired_on: date | None
    answered: terms.Verdict
    answered_on: date | None
    sentence: str
    options: list[OptionShown]


class ScenarioLine(BaseModel):
    """Plans for what may come; what fired and is not answered first."""

    sentence: str
    items: list[ScenarioShown]


class NewsShown(BaseModel):
    """What is new and asks nothing yet. ``asks_on``: the day from which a change asks for an answer.

    ``inferred``: worked out from other records.
    """

    type: str
    id: str | None
    leadline_id: int
    code: Literal["young_change", "speaks_again"]
    on: date
    asks_on: date | None
    inferred: bool
    says: str


class NewsLine(BaseModel):
    sentence: str
    items: list[NewsShown]


class LinesShown(BaseModel):
    """Evidence under the questions. It does not vote."""

    initiative: InitiativeLine
    pull: PullLine
    breadth: BreadthLine
    line_up: LineUpLine
    commitments: CommitmentLine
    scenarios: ScenarioLine
    news: NewsLine
