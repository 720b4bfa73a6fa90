"""The page of all accounts together."""

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from app.db import reading
from app.routers.dependencies import Database
from app.routers.page_routes import PageRoute, Visitor
from app.routers.pages import caller_of, frame_of
from app.services.list_assessments import Wanted
from app.services.portfolio import read_portfolio
from app.surfaces.pages.monday import Filters
from app.surfaces.pages.portfolio import portfolio_html

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/portfolio")
def portfolio(request: Request, engine: Database, visitor: Visitor) -> Response:
    owner, team = Filters.read(request.query_params).owner, request.query_params.get("team") or None
    with reading(engine, visitor.workspace_id) as connection:
        caller = caller_of(connection, visitor)
        found = read_portfolio(caller, Wanted(owner_id=owner, team=team))
        frame = frame_of(connection, visitor)
    return HTMLResponse(portfolio_html(found, owner, team, frame))
