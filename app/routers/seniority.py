"""A person corrects how senior somebody is."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from app import clock
from app.db import writing
from app.domain.records.fields import Note
from app.errors import not_found
from app.routers.bodies import Json, model_of
from app.routers.dependencies import Database, Ingester, JsonBody, RecordId, WholePath
from app.routers.problems import documented
from app.routers.record_schemas import body_of
from app.services.correct_seniority import correct_seniority
from app.services.reassess_accounts import settle
from app.services.show_records import Caller, number_of

router = APIRouter(prefix="/v1", tags=["contact"], dependencies=[WholePath])


class SeniorityCorrected(BaseModel):
    """How senior a contact is, in a person's word: from 0, an intern, to 5, who runs the company."""

    model_config = ConfigDict(extra="forbid")
    seniority: Annotated[int, Field(ge=0, le=5, strict=True)]
    reason: Note | None = None


class SenioritySaid(BaseModel):
    id: str
    leadline_id: int
    seniority: int
    reason: str | None


@router.put(
    "/contacts/{id}/seniority",
    operation_id="correct_seniority",
    summary="Say how senior a contact is; it wins over the title and the CRM until it is said again",
    responses={200: {"model": SenioritySaid}, **documented(400, 401, 403, 404, 413, 415, 422)},
    openapi_extra=body_of(SeniorityCorrected),
)
def put_seniority(id: RecordId, key: Ingester, engine: Database, body: JsonBody) -> Json:
    said, now = model_of(SeniorityCorrected, body), clock.now()
    with writing(engine, key.workspace_id) as connection:
        number = number_of(Caller(connection, key.workspace_id, key.source_id), "contact", id)
        if number is None:
            raise not_found("contact")
        correct_seniority(
            connection, key.workspace_id, number, seniority=said.seniority, reason=said.reason, made_at=now
        )
    settle(engine, key.workspace_id, now)
    return Json({"id": id, "leadline_id": number, "seniority": said.seniority, "reason": said.reason})
