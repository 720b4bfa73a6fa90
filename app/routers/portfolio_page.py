"""The page of all accounts together."""

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from app.db import reading
from app.routers.dependencies import Database
from app.routers.page_routes import PageRoute, Visitor
from app.routers.pages import caller_of, frame_of, note_owner
from app.services.by_owner import check_owner
from app.services.choosing import Wanted
from app.services.portfolio import read_portfolio
from app.surfaces.pages.filters import Filters
from app.surfaces.pages.portfolio import portfolio_html

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/portfolio")
def portfolio(request: Request, engine: Database, visitor: Visitor) -> Response:
    owner, team = Filters.read(request.query_params).owner, request.query_params.get("team") or None
    with reading(engine, visitor.workspace_id) as connection:
        caller = caller_of(connection, visitor)
        check_owner(caller, owner)
        found = read_portfolio(caller, Wanted(owner_id=owner, team=team))
        frame = frame_of(connection, visitor)
    note_owner(engine, visitor, owner, "portfolio")
    return HTMLResponse(portfolio_html(found, owner, team, frame))
