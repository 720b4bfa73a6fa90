"""All accounts together."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel

from app.db import reading
from app.domain import terms
from app.domain.records.fields import Id, Word
from app.models.look import Look
from app.routers.assessment_schemas import OwnerShown
from app.routers.bodies import Json
from app.routers.dependencies import Database, Reader
from app.routers.problems import documented
from app.services.by_owner import check_owner
from app.services.choosing import Wanted
from app.services.looks import by_caller, note_look
from app.services.portfolio import read_portfolio
from app.services.show_records import Caller, number_of

router = APIRouter(prefix="/v1", tags=["portfolio"])
NOBODY = 0


class MoneyOf(BaseModel):
    """``value`` is what is at stake where it is known; ``not_valued`` accounts are not in it."""

    accounts: int
    value: float
    not_valued: int


class PostureTotal(MoneyOf):
    posture: terms.Posture
    words: str


class AimTotal(MoneyOf):
    aim: terms.Aim
    postures: dict[str, int]


class AmountLeftOut(BaseModel):
    """Open and won money in a currency without a rate: shown, never added."""

    currency: str
    amount: float


class PortfolioTotals(BaseModel):
    """Of the accounts that are assessed; ``not_assessed`` counts the others by their state."""

    assessed: int
    sentence: str
    by_posture: list[PostureTotal]
    by_aim: list[AimTotal]
    not_assessed: dict[str, int]
    not_added: list[AmountLeftOut]


class QuarterOfWork(BaseModel):
    """A quarter of the accounts by value: its share of the potential and of our creating work, of 1."""

    part: str
    accounts: int
    potential_share: float | None
    creating_share: float | None


class CreatingWork(BaseModel):
    sentence: str
    bars: list[QuarterOfWork]


class PortfolioAccount(BaseModel):
    account_id: str
    leadline_id: int
    name: str | None
    owner: OwnerShown | None
    aim: terms.Aim
    posture: terms.Posture
    posture_words: str
    state: terms.State
    value: float | None
    assumed: bool
    fit: float | None
    contact_days: int
    last_contact_on: date | None
    effort: str


class AccountNotSeen(PortfolioAccount):
    why: str
    would_settle: list[str]
    would_settle_sentences: list[str]


class UntouchedPotential(BaseModel):
    """High potential nobody touches, the most valuable first; at most 50 are listed."""

    sentence: str
    count: int
    value: float
    accounts: list[PortfolioAccount]


class LowFitEffort(BaseModel):
    """Much effort on low fit, the busiest first; at most 50 are listed."""

    sentence: str
    count: int
    accounts: list[PortfolioAccount]


class NotSeen(BaseModel):
    """What we cannot see, the most valuable first; at most 50 are listed."""

    sentence: str
    count: int
    value: float
    accounts: list[AccountNotSeen]


class QuestionCounted(BaseModel):
    """How a question is answered over the assessed accounts."""

    question: str
    title: str
    yes: int
    no: int
    not_known: int
    does_not_apply: int


class PortfolioShown(BaseModel):
    """``owners`` are all who own an account, whatever was asked for."""

    currency: str
    accounts: int
    owners: list[OwnerShown]
    totals: PortfolioTotals
    work: CreatingWork
    untouched: UntouchedPotential
    low_fit: LowFitEffort
    cannot_see: NotSeen
    answers: list[QuestionCounted]


@router.get(
    "/portfolio",
    operation_id="get_portfolio",
    summary="Totals, where the creating work goes, what nobody touches, and what we cannot see",
    responses={200: {"model": PortfolioShown}, **documented(401, 403, 422)},
)
def get_portfolio(
    key: Reader,
    engine: Database,
    owner_id: Annotated[Id | None, Query(description="A user's id in the caller's CRM")] = None,
    team: Annotated[Word | None, Query()] = None,
) -> Json:
    with reading(engine, key.workspace_id) as connection:
        caller = Caller(connection, key.workspace_id, key.source_id)
        check_owner(caller, owner_id)
        owner = (number_of(caller, "user", owner_id) or NOBODY) if owner_id else None
        found = read_portfolio(caller, Wanted(owner_id=owner, team=team))
    if owner:
        note_look(engine, Look(key.workspace_id, owner, by_caller(caller), "portfolio"))
    return Json(found)
