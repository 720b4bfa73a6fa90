"""How an account went over the last year."""

from datetime import date, datetime

from fastapi import APIRouter
from pydantic import BaseModel

from app import clock
from app.db import reading
from app.domain import terms
from app.domain.trend import Reason
from app.errors import not_found
from app.routers.assessment_schemas import BandShown, OwnerShown
from app.routers.bodies import Json
from app.routers.dependencies import Database, Reader, RecordId, WholePath
from app.routers.problems import documented
from app.services.show_records import Caller, number_of
from app.services.trend import read_trend

router = APIRouter(prefix="/v1", tags=["assessments"], dependencies=[WholePath])


class TrendPoint(BaseModel):
    """The start of a Monday. ``said`` is the posture we had last said by the end of that day, where we had."""

    on: date
    as_of: datetime
    state: terms.State
    aim: terms.Aim
    posture: terms.Posture
    posture_words: str
    effectiveness: BandShown | None
    efficiency: BandShown | None
    said: terms.Posture | None


class PostureChange(BaseModel):
    """A change of posture by a Monday, and why. ``questions`` are those whose verdict changed with it."""

    on: date
    before: terms.Posture
    after: terms.Posture
    reason: Reason
    reason_words: str
    questions: list[str]
    sentence: str
    answers: str


class TrendShown(BaseModel):
    """Oldest point first, latest change first. Recomputed from dated facts by the policy in force."""

    account_id: str
    leadline_id: int
    name: str | None
    owner: OwnerShown | None
    basis: str
    policy_version: int
    sentence: str
    points: list[TrendPoint]
    changes: list[PostureChange]


@router.get(
    "/accounts/{id}/trend",
    operation_id="get_trend",
    summary="Both axes each Monday of the last year, and why the posture changed",
    responses={200: {"model": TrendShown}, **documented(401, 403, 404, 422)},
)
def get_trend(id: RecordId, key: Reader, engine: Database) -> Json:
    with reading(engine, key.workspace_id) as connection:
        caller = Caller(connection, key.workspace_id, key.source_id)
        number = number_of(caller, "account", id)
        found = read_trend(caller, number, clock.now()) if number else None
    if found is None:
        raise not_found("account")
    return Json(found)
