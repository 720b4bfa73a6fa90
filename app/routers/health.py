"""Whether the service runs, and whether it can answer."""

from fastapi import APIRouter
from sqlalchemy.exc import SQLAlchemyError

from app.db import reading
from app.errors import Problem
from app.models.workspace import settings_of
from app.routers.bodies import Json
from app.routers.dependencies import Database

router = APIRouter(tags=["operations"])


@router.get("/healthz", operation_id="health", summary="The process runs")
def health() -> dict[str, str]:
    return {"status": "ok"}


@router.get("/readyz", operation_id="ready", summary="The database answers and has its tables")
def ready(engine: Database) -> Json:
    try:
        with reading(engine, None) as connection:
            settings_of(connection, 0)
    except SQLAlchemyError as error:
        title = "The database does not answer, or has no tables yet."
        raise Problem(503, "not-ready", title, headers={"Retry-After": "2"}) from error
    return Json({"status": "ok"})
