"""The page that looks back."""

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from app import clock
from app.db import reading
from app.domain.backtest.looking_back import Period
from app.errors import Problem
from app.models.source import sources_of
from app.models.workspace import workspace_name
from app.routers.dependencies import Database
from app.routers.page_routes import PageRoute, Visitor
from app.services.backtest import days_of, read_backtest
from app.services.policies import policy_named
from app.services.show_records import Caller
from app.services.weekly_review import week_of
from app.surfaces.pages.backtest import Asked, backtest_html
from app.surfaces.pages.rendering import Frame

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/backtest")
def backtest(request: Request, engine: Database, visitor: Visitor) -> Response:
    now = clock.now()
    asked = Asked.read(request.query_params, now.date())
    found, trouble = None, asked.trouble
    with reading(engine, visitor.workspace_id) as connection:
        source_id = min(sources_of(connection, visitor.workspace_id), default=0)
        name = workspace_name(connection, visitor.workspace_id)
        if asked.period and not trouble:
            try:
                period = Period(*asked.period, days_of(asked.horizon))
                tried = policy_named(connection, visitor.workspace_id, asked.policy) if asked.policy else None
                found = read_backtest(Caller(connection, visitor.workspace_id, source_id), period, now, tried)
            except Problem as problem:
                trouble = "; ".join(error.detail for error in problem.errors) or problem.title
    frame = Frame(name, week_of(now.date()), visitor.form_token, "backtest")
    return HTMLResponse(backtest_html(found, asked, trouble, frame))
