"""A person corrects what we said an activity was for."""

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict

from app import clock
from app.db import writing
from app.domain import terms
from app.domain.records.fields import Note
from app.errors import not_found
from app.routers.bodies import Json, model_of
from app.routers.dependencies import Database, Ingester, JsonBody, RecordId, WholePath
from app.routers.problems import documented
from app.routers.record_schemas import Tag, body_of
from app.services.reassess_accounts import settle
from app.services.show_records import Caller, number_of, show_record
from app.services.tag_activities import correct_tag

router = APIRouter(prefix="/v1", tags=["activity"], dependencies=[WholePath])


class TagCorrected(BaseModel):
    """What the activity was for, in a person's word."""

    model_config = ConfigDict(extra="forbid")
    purpose: terms.Purpose
    reason: Note | None = None


@router.put(
    "/activities/{id}/tag",
    operation_id="correct_tag",
    summary="Correct the purpose of an activity; the correction is kept and wins",
    responses={200: {"model": Tag}, **documented(400, 401, 403, 404, 413, 415, 422)},
    openapi_extra=body_of(TagCorrected),
)
def put_tag(id: RecordId, key: Ingester, engine: Database, body: JsonBody) -> Json:
    said, now = model_of(TagCorrected, body), clock.now()
    with writing(engine, key.workspace_id) as connection:
        caller = Caller(connection, key.workspace_id, key.source_id)
        number = number_of(caller, "activity", id)
        if number is None:
            raise not_found("activity")
        correct_tag(connection, key.workspace_id, number, purpose=said.purpose, reason=said.reason, made_at=now)
        activity = show_record(caller, "activity", id) or {}
    settle(engine, key.workspace_id, now)
    return Json(activity["tag"])
