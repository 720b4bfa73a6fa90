"""The shapes of assessments in the API document."""

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, Field

from app.domain import terms
from app.routers.line_schemas import LinesShown


class EvidenceShown(BaseModel):
    """One record and what it says. ``counts``: it speaks for a yes."""

    type: str
    id: str | None
    leadline_id: int
    says: str
    on: date | None
    counts: bool


class AnswerShown(BaseModel):
    """One question or basic. ``score`` is null where ``low`` and ``high`` differ; ``yes`` may count halves."""

    question: str
    title: str
    verdict: terms.Verdict
    score: float | None
    low: float | None
    high: float | None
    yes: float
    of: float | None
    applies: bool
    inferred: bool
    sentence: str
    evidence: list[EvidenceShown]


class BandShown(BaseModel):
    """An axis: from ``low`` to ``high`` of 100, against its ``line``."""

    verdict: terms.Verdict
    low: float
    high: float
    line: float


class AxisShown(BandShown):
    answers: list[AnswerShown]


class CureShown(BaseModel):
    """What would clear a finding, or move it."""

    code: str
    type: str | None
    id: str | None
    sentence: str
    clears: bool
    gain: float


class FindingShown(BaseModel):
    code: str
    axis: terms.Axis | None
    title: str
    sentence: str
    evidence: list[EvidenceShown]
    cures: list[CureShown]


class FlagShown(BaseModel):
    id: str | None
    code: str
    title: str
    status: terms.FlagStatus
    opened_on: date
    reason: str | None


class PriorityShown(BaseModel):
    """Money at stake, times how far the account falls short."""

    value: float | None
    assumed: bool
    shortfall: float


class OwnerShown(BaseModel):
    leadline_id: int
    name: str | None
    team: str | None


class AssessmentInList(BaseModel):
    """An assessment without its evidence."""

    account_id: str
    leadline_id: int
    name: str | None
    owner: OwnerShown | None
    posture: terms.Posture
    posture_words: str
    aim: terms.Aim
    state: terms.State
    effectiveness: BandShown | None
    efficiency: BandShown | None
    priority: PriorityShown
    contact_days: int
    results: dict[str, Any]
    flags: list[str]


class AssessmentPage(BaseModel):
    items: list[AssessmentInList]
    next_cursor: str | None


class AssessmentShown(BaseModel):
    """Answers, both axes, posture and findings of an account at an instant.

    ``basis`` is ``said`` for the one we kept, ``recomputed`` for one at an instant asked for.
    """

    account_id: str
    leadline_id: int
    name: str | None
    owner: OwnerShown | None
    as_of: datetime
    basis: str
    policy_version: int
    policy_draft: str | None = Field(description="The draft it was judged under, based on that version")
    assessed_at: datetime
    version: int | None
    state: terms.State
    aim: terms.Aim
    posture: terms.Posture
    effectiveness: AxisShown | None
    efficiency: AxisShown | None
    leadership_needed: float | None
    advice: terms.Advice | None
    results: dict[str, Any]
    priority: PriorityShown
    findings: list[FindingShown]
    flags: list[FlagShown]
    would_settle: list[str]
    lines: LinesShown | None


class Corrected(BaseModel):
    """Who corrected a tag, and when."""

    by: str | None = Field(description="None where it is not known")
    at: datetime


class TimelineItem(BaseModel):
    """An activity with its tag, its measures and what was right about it."""

    id: str | None
    leadline_id: int
    at: datetime | None
    kind: str
    status: str
    subject: str | None
    people: list[str]
    two_way: bool
    tag: dict[str, Any]
    corrected: Corrected | None
    measures: dict[str, Any]
    sentence: str


class TimelinePage(BaseModel):
    items: list[TimelineItem]
    next_cursor: str | None
