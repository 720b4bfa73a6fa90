"""Looking for an account or a person by name."""

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from app.db import reading
from app.models.database_state import state_of
from app.routers.dependencies import Database
from app.routers.page_routes import PageRoute, Visitor
from app.routers.pages import caller_of, frame_of
from app.services.search_names import search_names
from app.surfaces.pages.search import LONGEST, search_html

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/search")
def search(request: Request, engine: Database, visitor: Visitor) -> Response:
    asked = request.query_params.get("q", "").strip()[:LONGEST]
    state = state_of(engine)
    with reading(engine, visitor.workspace_id) as connection:
        frame = frame_of(connection, visitor, "search")
        found = search_names(caller_of(connection, visitor), asked, frame.people, state)
    return HTMLResponse(search_html(asked, found, frame))
