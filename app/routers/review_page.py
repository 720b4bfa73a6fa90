"""The weekly review as a page, and its files, for somebody who is signed in."""

from functools import partial

from fastapi import APIRouter
from starlette.responses import HTMLResponse, Response

from app import clock
from app.db import reading
from app.routers.dependencies import Database
from app.routers.page_routes import PageRoute, Visitor
from app.routers.pages import caller_of, frame_of
from app.routers.review_forms import OnPaper, Week, frozen_review, sent, week_and_form
from app.services.arrived_since import arrived_since
from app.services.read_actions import agreeing
from app.services.review_scope import WHOLE, Scope
from app.services.what_is_seen import only_seen
from app.surfaces.pages.review import review_page_html

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/reviews/{week}")
def review(week: Week, engine: Database, visitor: Visitor, paper: OnPaper = "a4") -> Response:
    asked, form = week_and_form(week, "", "html")
    scope = WHOLE if visitor.level == "admin" else Scope(viewer=visitor.user_id)
    found = frozen_review(engine, visitor.workspace_id, partial(caller_of, visitor=visitor), asked, scope)
    with reading(engine, visitor.workspace_id) as connection:
        found = only_seen(caller_of(connection, visitor), found)
    if "." in week:
        return sent(found, form, paper)
    with reading(engine, visitor.workspace_id) as connection:
        caller = caller_of(connection, visitor)
        since = arrived_since(caller, asked)
        chosen = agreeing(caller, [each["leadline_id"] for each in found["accounts"]], clock.now())
        frame = frame_of(connection, visitor, "review")
    return HTMLResponse(review_page_html(found, frame, since, chosen))
