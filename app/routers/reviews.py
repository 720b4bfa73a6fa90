"""The weekly pipeline review, frozen when it is made."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field
from sqlalchemy import Connection
from starlette.responses import Response

from app.db import reading
from app.domain.records.fields import Id, Word
from app.models.look import Look
from app.routers.dependencies import Database, Reader
from app.routers.problems import documented
from app.routers.review_forms import OnPaper, Week, frozen_review, sent, week_and_form
from app.services.looks import by_caller, note_look
from app.services.review_scope import scope_named
from app.services.show_records import Caller
from app.surfaces.reviews.files import MEDIA

router = APIRouter(prefix="/v1/reviews", tags=["reviews"])


class ReviewAnswer(BaseModel):
    """The review of a week. ``basis`` is ``recomputed`` for a past week that was never made at its time."""

    week: str
    as_of: datetime
    made_at: datetime
    frozen: bool
    basis: str
    scope: str = Field(description="`team:` or `owner:` and whose; empty for everybody")
    scope_name: str | None
    opening_line: str
    headline: Any
    decisions: Any
    accounts: list[dict[str, Any]]
    changes: Any
    new_flags: Any
    work: Any
    cannot_see: Any
    unchanged: Any


@router.get(
    "/{week}",
    operation_id="get_review",
    summary="The weekly pipeline review; made when first asked for, then frozen",
    description="As JSON, or by `Accept` or suffix (`2026-W47.pdf`) as HTML, PDF or XLSX: the same content in each."
    " With `owner_id` or `team` about their accounts alone.",
    responses={
        200: {"model": ReviewAnswer, "content": {media: {} for form, media in MEDIA.items() if form != "json"}},
        **documented(401, 403, 422),
    },
)
def get_review(
    *,
    request: Request,
    week: Week,
    key: Reader,
    engine: Database,
    owner_id: Annotated[Id | None, Query()] = None,
    team: Annotated[Word | None, Query()] = None,
    paper: OnPaper = "a4",
) -> Response:
    def caller_of(connection: Connection) -> Caller:
        return Caller(connection, key.workspace_id, key.source_id)

    asked, form = week_and_form(week, request.headers.get("accept", ""), "json")
    with reading(engine, key.workspace_id) as connection:
        caller = caller_of(connection)
        scope = scope_named(caller, owner_id, team)
    found = frozen_review(engine, key.workspace_id, caller_of, asked, scope)
    if scope.owner is not None:
        note_look(engine, Look(key.workspace_id, scope.owner, by_caller(caller), "review"))
    return sent(found, form, paper)
