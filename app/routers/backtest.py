"""What the verdicts said at past month starts, against what happened after."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from app import clock
from app.db import reading
from app.domain.backtest.looking_back import Period
from app.domain.records.fields import Day, Word
from app.errors import FieldError, does_not_fit
from app.routers.bodies import Json
from app.routers.dependencies import Database, Reader
from app.routers.problems import documented
from app.services.backtest import days_of, read_backtest
from app.services.policies import policy_named
from app.services.policy_backtest import policy_backtest
from app.services.show_records import Caller

router = APIRouter(prefix="/v1", tags=["backtest"])
Horizon = Annotated[str, Query(max_length=10, description="Days after each month start, such as 90d")]


class BacktestMonth(BaseModel):
    """``counted`` is false where the records end before the horizon does; then nothing of it enters a rate."""

    on: date
    judged: int
    not_judged: int = Field(description="Former customers, partners and dormant prospects")
    postures: dict[str, int]
    counted: bool
    sentence: str


class BacktestRate(BaseModel):
    """``value``, ``low`` and ``high`` are shares of 1 (exact limits, 95 %); null under 20 cases or 10 accounts."""

    yes: int
    of: int
    accounts: int
    value: float | None
    low: float | None
    high: float | None
    words: str
    limits: str | None


class BacktestSpan(BaseModel):
    """Limits of 95 %. A null ``high`` has no limit."""

    value: float
    low: float
    high: float | None


class BacktestOutcome(BaseModel):
    """``difference`` in shares of 1, ``lift`` as a ratio; null where either side has too few cases."""

    outcome: str
    title: str
    group: BacktestRate
    others: BacktestRate
    difference: BacktestSpan | None
    lift: BacktestSpan | None
    sentence: str
    verdict: str


class BacktestGroup(BaseModel):
    code: str
    title: str
    group_label: str
    others_label: str
    scope: str
    outcomes: list[BacktestOutcome]


class PolicyBacktestSaid(BaseModel):
    """What one comparison says under one policy."""

    group: BacktestRate
    others: BacktestRate
    difference: BacktestSpan | None
    lift: BacktestSpan | None
    sentence: str
    verdict: str


class PolicyBacktestLine(BaseModel):
    """``before`` under the policy in force, ``after`` under the draft; null where there is no case."""

    kind: str = Field(description="measure, posture or answer")
    code: str
    title: str
    group_label: str
    others_label: str
    scope: str
    outcome: str
    outcome_title: str
    before: PolicyBacktestSaid | None
    after: PolicyBacktestSaid | None
    changes: bool


class BeforeAndAfter(BaseModel):
    before: int
    after: int


class PolicyBacktest(BaseModel):
    """Both policies over the same months and the same records."""

    draft_id: str
    policy_version: int
    from_: date = Field(alias="from")
    to: date
    horizon_days: int
    known_until: datetime
    sentence: str
    looked_back: str
    notes: list[str]
    lines: list[PolicyBacktestLine]
    false_greens: BeforeAndAfter


class FalseGreen(BaseModel):
    """An account that would have been called led, and was lost, or lost a big deal, within the horizon."""

    account_id: str
    leadline_id: int
    name: str | None
    said_on: date
    lost: str = Field(description="account or opportunity")
    opportunity_id: str | None
    amount: float | None
    currency: str | None
    lost_on: date | None
    sentence: str


class BacktestAnswer(BaseModel):
    """``basis`` is always ``reconstructed``: dated facts only, never what we said at the time."""

    basis: str
    policy_version: int
    zone: str
    from_: date = Field(alias="from")
    to: date
    horizon_days: int
    known_until: datetime
    sentence: str
    notes: list[str]
    months: list[BacktestMonth]
    postures: list[BacktestGroup]
    answers: list[BacktestGroup]
    measures: list[BacktestGroup]
    false_greens: list[FalseGreen]


@router.get(
    "/backtest",
    operation_id="get_backtest",
    summary="What the verdicts would have said at past month starts, against what happened after",
    responses={200: {"model": BacktestAnswer}, **documented(401, 403, 404, 422)},
)
def get_backtest(
    key: Reader,
    engine: Database,
    first: Annotated[Day, Query(alias="from", description="The first month start looked at")],
    last: Annotated[Day, Query(alias="to", description="The last month start looked at; at most 60 months")],
    horizon: Horizon = "90d",
    policy: Annotated[
        Word | None, Query(description="A policy's version, or a draft's id; absent: the one in force")
    ] = None,
) -> Json:
    period = Period(first, last, days_of(horizon))
    with reading(engine, key.workspace_id) as connection:
        tried = policy_named(connection, key.workspace_id, policy) if policy else None
        return Json(read_backtest(Caller(connection, key.workspace_id, key.source_id), period, clock.now(), tried))


@router.get(
    "/policy/drafts/{id}/backtest",
    operation_id="get_policy_backtest",
    summary="What looking back says under a draft, beside what it says under the policy in force",
    description="Without `from` and `to`: the last twelve month starts whose horizon of 90 days is over.",
    responses={200: {"model": PolicyBacktest}, **documented(401, 403, 404, 422)},
    tags=["policy"],
)
def get_policy_backtest(
    id: str,
    key: Reader,
    engine: Database,
    first: Annotated[Day | None, Query(alias="from", description="The first month start looked at")] = None,
    last: Annotated[Day | None, Query(alias="to", description="The last month start looked at")] = None,
    horizon: Horizon = "90d",
) -> Json:
    if (first is None) != (last is None):
        raise does_not_fit(FieldError("/query/from", "half", "give `from` and `to` together, or neither"))
    period = Period(first, last, days_of(horizon)) if first and last else None
    with reading(engine, key.workspace_id) as connection:
        tried = policy_named(connection, key.workspace_id, id)
        found = policy_backtest(Caller(connection, key.workspace_id, key.source_id), tried, clock.now(), period)
    return Json({"draft_id": id, **found})
