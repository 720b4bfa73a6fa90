"""What a workspace has chosen for the people in it."""

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from app.db import reading, writing
from app.routers.bodies import Json, model_of
from app.routers.dependencies import Admin, Database, JsonBody, Reader
from app.routers.problems import documented
from app.routers.record_schemas import body_of
from app.services.by_owner import is_by_owner, set_by_owner

router = APIRouter(prefix="/v1", tags=["people"])


class Privacy(BaseModel):
    """Whether accounts may be filtered, listed and reviewed by owner. Off: only a person sees their own so."""

    model_config = ConfigDict(extra="forbid")
    by_owner: bool = Field(strict=True)


@router.get(
    "/privacy",
    operation_id="get_privacy",
    summary="What the workspace has chosen for the people in it",
    responses={200: {"model": Privacy}, **documented(401, 403)},
)
def get_privacy(key: Reader, engine: Database) -> Json:
    with reading(engine, key.workspace_id) as connection:
        return Json({"by_owner": is_by_owner(connection, key.workspace_id)})


@router.put(
    "/privacy",
    operation_id="put_privacy",
    summary="Let accounts be gathered by owner, or take that away from everybody but the owner",
    responses={200: {"model": Privacy}, **documented(400, 401, 403, 413, 415, 422)},
    openapi_extra=body_of(Privacy),
)
def put_privacy(key: Admin, engine: Database, body: JsonBody) -> Json:
    said = model_of(Privacy, body)
    with writing(engine, key.workspace_id) as connection:
        set_by_owner(connection, key.workspace_id, is_on=said.by_owner)
    return Json({"by_owner": said.by_owner})
