"""Charts that a page shows in a frame: the page is read while they are drawn."""

from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy import Engine
from starlette.responses import Response

from app import clock
from app.db import reading
from app.routers.dependencies import Database
from app.routers.kept_pages import kept_page
from app.routers.page_routes import HEADERS, PageRoute, Visitor
from app.routers.pages import caller_of
from app.services.by_owner import check_owner
from app.services.sign_in import Session
from app.services.weekly_review import live_review
from app.surfaces.pages.chart_frame import quadrant_html
from app.surfaces.pages.filters import Filters

IN_OUR_PAGES = HEADERS["Content-Security-Policy"].replace("frame-ancestors 'none'", "frame-ancestors 'self'")


class FrameRoute(PageRoute):
    """A page that our own pages may frame, and nobody else's."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def handled(request: Request) -> Response:
            answer = await handle(request)
            answer.headers["Content-Security-Policy"] = IN_OUR_PAGES
            return answer

        return handled


router = APIRouter(prefix="/charts", route_class=FrameRoute, include_in_schema=False)


@router.get("/quadrant")
def quadrant(request: Request, engine: Database, visitor: Visitor) -> Response:
    filters = Filters.read(request.query_params)
    return kept_page(request, engine, visitor, filters.address("/charts/quadrant"), partial(_quadrant, engine, filters))


def _quadrant(engine: Engine, filters: Filters, visitor: Session) -> str:
    with reading(engine, visitor.workspace_id) as connection:
        caller = caller_of(connection, visitor)
        check_owner(caller, filters.owner)
        review = live_review(caller, clock.now(), filters.wanted)
    # Drawn when the connection is free for others again.
    return quadrant_html(review)
