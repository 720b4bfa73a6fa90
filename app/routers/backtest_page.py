"""The page that looks back."""

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from app import clock
from app.db import reading
from app.domain.backtest.looking_back import Period
from app.errors import Problem
from app.routers.dependencies import Database
from app.routers.page_routes import AdminVisitor, PageRoute
from app.routers.pages import caller_of, frame_of
from app.services.backtest import days_of, is_quick, read_backtest
from app.services.policies import policy_named
from app.surfaces.pages.backtest import Asked, backtest_html
from app.surfaces.pages.words import worded

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/backtest")
def backtest(request: Request, engine: Database, visitor: AdminVisitor) -> Response:
    now = clock.now()
    asked = Asked.read(request.query_params, now.date())
    found, trouble = None, asked.trouble
    with reading(engine, visitor.workspace_id) as connection:
        caller, frame = caller_of(connection, visitor), frame_of(connection, visitor, "backtest")
        if not trouble and (asked.is_given or is_quick(caller)):
            try:
                period = Period(*asked.period, days_of(asked.horizon))
                tried = policy_named(connection, visitor.workspace_id, asked.policy) if asked.policy else None
                found = read_backtest(caller, period, now, tried)
            except Problem as problem:
                trouble = "; ".join(error.detail for error in problem.errors) or worded(problem.title)
    return HTMLResponse(backtest_html(found, asked, trouble, frame))
