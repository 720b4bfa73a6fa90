"""The weekly pipeline review, frozen when it is made."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path
from pydantic import BaseModel

from app import clock
from app.db import reading, writing
from app.models.review import load_review
from app.routers.bodies import Json
from app.routers.dependencies import Database, Reader
from app.routers.problems import documented
from app.services.show_records import Caller
from app.services.weekly_review import read_review

router = APIRouter(prefix="/v1/reviews", tags=["reviews"])
WEEK = r"^(199[0-9]|20[0-9]{2})-W[0-5][0-9]$"
Week = Annotated[str, Path(pattern=WEEK, description="Such as 2026-W47")]


class ReviewAnswer(BaseModel):
    """The review of a week. ``basis`` is ``recomputed`` for a past week that was never made at its time."""

    week: str
    as_of: datetime
    made_at: datetime
    frozen: bool
    basis: str
    opening_line: str
    headline: Any
    decisions: Any
    accounts: list[dict[str, Any]]
    changes: Any
    work: Any
    cannot_see: Any
    unchanged: Any


@router.get(
    "/{week}",
    operation_id="get_review",
    summary="The weekly pipeline review; made when first asked for, then frozen",
    responses={200: {"model": ReviewAnswer}, **documented(401, 403, 422)},
)
def get_review(week: Week, key: Reader, engine: Database) -> Json:
    with reading(engine, key.workspace_id) as connection:
        kept = load_review(connection, key.workspace_id, week)
    if kept:
        return Json(kept["shown"])
    with writing(engine, key.workspace_id) as connection:
        made, _ = read_review(Caller(connection, key.workspace_id, key.source_id), week, clock.now())
        # Whoever froze it first is right.
        kept = load_review(connection, key.workspace_id, week)
    return Json(kept["shown"] if kept else made)
