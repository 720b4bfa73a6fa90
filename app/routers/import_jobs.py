"""Imports that go on after their answer: how far they are, what became of their rows, and cancelling them."""

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import Response, StreamingResponse

from app import clock
from app.db import reading, writing
from app.routers.bodies import Json
from app.routers.dependencies import Database, Ingester
from app.routers.import_schemas import ImportShown
from app.routers.problems import documented
from app.services.import_jobs import cancel_import, form_of, import_refused, import_results, show_import

KINDS = {"csv": "text/csv", "ndjson": "application/x-ndjson", "json": "application/json"}
ENDS = ("done", "cancelled", "failed")
router = APIRouter(prefix="/v1/imports", tags=["imports"])
ImportId = Annotated[str, Path(pattern="^[0-9a-f]{24}$")]
PROBLEMS = documented(401, 403, 404, 422)


@router.get(
    "/{import_id}",
    operation_id="get_import",
    summary="How far an import is",
    responses={200: {"model": ImportShown}, **PROBLEMS},
)
def get_import(import_id: ImportId, key: Ingester, engine: Database) -> Response:
    with reading(engine, key.workspace_id) as connection:
        found = show_import(connection, key.source_id, (key.workspace_id, import_id))
    return Json(found, headers=None if found["state"] in ENDS else {"Retry-After": "2"})


@router.delete(
    "/{import_id}",
    operation_id="cancel_import",
    summary="Stop an import; what is stored stays",
    responses={200: {"model": ImportShown}, **PROBLEMS},
)
def delete_import(import_id: ImportId, key: Ingester, engine: Database) -> Response:
    name = (key.workspace_id, import_id)
    with writing(engine, key.workspace_id) as connection:
        cancel_import(connection, key.source_id, name, clock.now())
        return Json(show_import(connection, key.source_id, name))


@router.get(
    "/{import_id}/results",
    operation_id="get_import_results",
    summary="What became of each row so far, in their order, one JSON object a line",
    responses={200: {"content": {KINDS["ndjson"]: {"schema": {"type": "string"}}}}, **PROBLEMS},
)
def get_import_results(import_id: ImportId, key: Ingester, engine: Database) -> Response:
    name = (key.workspace_id, import_id)
    with reading(engine, key.workspace_id) as connection:
        form_of(connection, key.source_id, name)
    return StreamingResponse(import_results(engine, name), media_type=KINDS["ndjson"])


@router.get(
    "/{import_id}/refused",
    operation_id="get_import_refused",
    summary="The refused rows so far, with line, field and reason, in the form they came in: mend and send them",
    responses={
        200: {"content": {kind: {"schema": {"type": "string"}} for kind in KINDS.values()}},
        **PROBLEMS,
    },
)
def get_import_refused(import_id: ImportId, key: Ingester, engine: Database) -> Response:
    name = (key.workspace_id, import_id)
    with reading(engine, key.workspace_id) as connection:
        form = form_of(connection, key.source_id, name)
    return StreamingResponse(import_refused(engine, name, form), media_type=KINDS[form])
