"""Where the records of a source are opened in its CRM."""

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from app.db import reading, writing
from app.models.source import KnownSource, sources_of
from app.routers.bodies import Json, model_of
from app.routers.dependencies import Admin, Database, JsonBody, Reader
from app.routers.problems import documented
from app.routers.record_schemas import body_of
from app.services.record_addresses import checked, set_address

router = APIRouter(prefix="/v1", tags=["records"])


class OpenedAt(BaseModel):
    """Where the pages open a record: `https://acme.example/{type}/{id}`, with the CRM's word for each record type."""

    model_config = ConfigDict(extra="forbid")
    pattern: str | None = Field(
        max_length=500,
        description="`{id}` is needed, `{type}` is filled in from `words`; https only; null: nowhere",
    )
    words: dict[str, str] = Field(default={}, description="Record type to the CRM's word: `opportunity` to `deal`")


class RecordAddressShown(OpenedAt):
    source: str


@router.get(
    "/record-address",
    operation_id="get_record_address",
    summary="Where the records of the key's source are opened",
    responses={200: {"model": RecordAddressShown}, **documented(401, 403)},
)
def get_record_address(key: Reader, engine: Database) -> Json:
    with reading(engine, key.workspace_id) as connection:
        return _shown(sources_of(connection, key.workspace_id)[key.source_id])


@router.put(
    "/record-address",
    operation_id="put_record_address",
    summary="Say where the records of the key's source are opened: their ids on the pages become links",
    responses={200: {"model": RecordAddressShown}, **documented(400, 401, 403, 413, 415, 422)},
    openapi_extra=body_of(OpenedAt),
)
def put_record_address(key: Admin, engine: Database, body: JsonBody) -> Json:
    said = model_of(OpenedAt, body)
    address = None if said.pattern is None else checked(said.pattern, said.words)
    with writing(engine, key.workspace_id) as connection:
        set_address(connection, key.workspace_id, key.source_id, address)
        return _shown(sources_of(connection, key.workspace_id)[key.source_id])


def _shown(source: KnownSource) -> Json:
    return Json({"source": source.name, **(source.record_address or {"pattern": None, "words": {}})})
