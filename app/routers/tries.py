"""Trying a cure before anybody does it."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel

from app import clock
from app.db import reading
from app.domain import terms
from app.domain.records.fields import Word
from app.errors import not_found
from app.routers.assessment_schemas import BandShown
from app.routers.bodies import Json
from app.routers.dependencies import Database, Reader, RecordId, WholePath
from app.routers.problems import documented
from app.services.show_records import Caller, number_of
from app.services.try_cure import read_try

router = APIRouter(prefix="/v1", tags=["assessments"], dependencies=[WholePath])


class PostureMove(BaseModel):
    before: terms.Posture
    after: terms.Posture
    before_words: str
    after_words: str


class BandMove(BaseModel):
    before: BandShown
    after: BandShown


class AnswerAlone(BaseModel):
    """An answer without its evidence."""

    verdict: terms.Verdict
    score: float | None
    low: float | None
    high: float | None
    yes: float
    of: float | None
    applies: bool
    inferred: bool
    sentence: str


class AnswerMove(BaseModel):
    question: str
    title: str
    before: AnswerAlone
    after: AnswerAlone


class FindingNamed(BaseModel):
    code: str
    title: str


class AnswerMissing(AnswerAlone):
    question: str
    title: str


class StillMissing(BaseModel):
    """What would still be found, and which answers would still be no."""

    findings: list[FindingNamed]
    answers: list[AnswerMissing]
    sentence: str


class TriedShown(BaseModel):
    """The account as it stands, and as it would stand with one cure done now. Nothing is stored."""

    finding: str
    title: str
    cure: int
    does: str
    clears: bool
    posture: PostureMove
    effectiveness: BandMove
    efficiency: BandMove
    answers: list[AnswerMove]
    still_missing: StillMissing
    sentence: str


@router.get(
    "/accounts/{id}/try",
    operation_id="try_cure",
    summary="What one cure would move, and what would still be missing",
    responses={200: {"model": TriedShown}, **documented(401, 403, 404, 422)},
)
def get_try(
    id: RecordId,
    key: Reader,
    engine: Database,
    finding: Annotated[Word, Query(description="The code of a finding of the account")],
    cure: Annotated[int, Query(ge=1, le=50, description="Which of its cures, from 1")],
) -> Json:
    with reading(engine, key.workspace_id) as connection:
        caller = Caller(connection, key.workspace_id, key.source_id)
        number = number_of(caller, "account", id)
        found = read_try(caller, number, finding, cure, clock.now()) if number else None
    if found is None:
        raise not_found("cure" if number else "account")
    return Json(found)
