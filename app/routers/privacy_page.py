"""What a workspace has chosen for the people in it, as a page for admins."""

from fastapi import APIRouter
from starlette.responses import HTMLResponse, Response

from app.db import reading, writing
from app.errors import FieldError, does_not_fit
from app.models.naming import active_users
from app.routers.dependencies import Database
from app.routers.page_routes import AdminVisitor, Form, PageRoute, to_page
from app.routers.pages import frame_of
from app.services.by_owner import is_by_owner, set_by_owner
from app.settings import settings
from app.surfaces.pages.person import privacy_html

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/privacy")
def privacy(engine: Database, visitor: AdminVisitor) -> Response:
    with reading(engine, visitor.workspace_id) as connection:
        by_owner = is_by_owner(connection, visitor.workspace_id)
        people = active_users(connection, visitor.workspace_id)
        frame = frame_of(connection, visitor, "privacy")
    return HTMLResponse(privacy_html(people, settings().looks_kept_days, frame, by_owner=by_owner))


@router.post("/privacy")
def choose(engine: Database, visitor: AdminVisitor, form: Form) -> Response:
    said = form.get("by_owner")
    if said not in ("on", "off"):
        raise does_not_fit(FieldError("/by_owner", "unknown", "Choose one of the two."))
    with writing(engine, visitor.workspace_id) as connection:
        set_by_owner(connection, visitor.workspace_id, is_on=said == "on")
    return to_page("/privacy")
