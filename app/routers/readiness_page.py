"""What the records can answer, after an import too."""

import re

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from app import clock
from app.db import reading
from app.models.import_job import job_of
from app.models.source import sources_of
from app.routers.dependencies import Database
from app.routers.page_routes import AdminVisitor, PageRoute
from app.routers.pages import caller_of, frame_of
from app.services.busiest import busiest_not_led
from app.services.readiness import read_readiness
from app.services.show_imports import show_one_import
from app.surfaces.pages.readiness import readiness_html

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/readiness")
def readiness(request: Request, engine: Database, visitor: AdminVisitor) -> Response:
    asked = request.query_params.get("import", "")
    name = (visitor.workspace_id, asked if re.fullmatch("[0-9a-f]{24}", asked) else "")
    with reading(engine, visitor.workspace_id) as connection:
        found = read_readiness(connection, visitor.workspace_id)
        busiest = busiest_not_led(caller_of(connection, visitor))
        came = show_one_import(connection, name, clock.now()) if job_of(connection, name) else None
        sources = [source.name for source in sources_of(connection, visitor.workspace_id).values()]
        frame = frame_of(connection, visitor, "readiness")
    return HTMLResponse(readiness_html(found, busiest, sources, came, frame))
