"""What the data can answer."""

from fastapi import APIRouter
from pydantic import BaseModel, Field

from app.db import reading
from app.domain import terms
from app.routers.bodies import Json
from app.routers.dependencies import Database, Reader
from app.routers.problems import documented
from app.services.readiness import read_readiness

router = APIRouter(prefix="/v1", tags=["readiness"])


class MissingField(BaseModel):
    """A field that is filled in so many of the rows, and what to do about it."""

    field: str
    filled: int
    rows: int
    mend: str


class QuestionReady(BaseModel):
    code: str
    title: str
    axis: terms.Axis
    answerable: bool
    accounts: int
    missing: list[MissingField]
    sentence: str


class ReadinessAnswer(BaseModel):
    answerable: int
    of: int
    sentence: str
    notes: list[str] = Field(description="Merges that do not do what they seem to")
    questions: list[QuestionReady]


@router.get(
    "/readiness",
    operation_id="get_readiness",
    summary="How many of the questions the data can answer, and what is missing for the others",
    responses={200: {"model": ReadinessAnswer}, **documented(401, 403)},
)
def get_readiness(key: Reader, engine: Database) -> Json:
    with reading(engine, key.workspace_id) as connection:
        return Json(read_readiness(connection, key.workspace_id))
