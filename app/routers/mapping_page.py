"""What the CRM's own words were read as, and putting it right."""

from fastapi import APIRouter
from starlette.responses import HTMLResponse, Response

from app import clock
from app.db import reading, writing
from app.routers.dependencies import Database
from app.routers.page_routes import AdminVisitor, Form, PageRoute, to_page
from app.routers.pages import frame_of
from app.services.correct_words import Correction, correct_words
from app.services.mapping import proposed, read_mapping
from app.services.reassess_accounts import settle
from app.services.store_record import JUDGED_AT_ONCE
from app.surfaces.pages.mapping import mapping_html

router = APIRouter(route_class=PageRoute, include_in_schema=False, prefix="/mapping")


@router.get("")
def mapping(engine: Database, visitor: AdminVisitor) -> Response:
    with reading(engine, visitor.workspace_id) as connection:
        found, frame = read_mapping(connection, visitor.workspace_id), frame_of(connection, visitor, "readiness")
    return HTMLResponse(mapping_html(found, frame))


@router.post("")
def correct(engine: Database, visitor: AdminVisitor, form: Form) -> Response:
    about, now = form.get("about", ""), clock.now()
    with writing(engine, visitor.workspace_id) as connection:
        if about == "proposed":
            said = proposed(read_mapping(connection, visitor.workspace_id))
        else:
            said = [Correction(about, form.get("word", ""), form.get("means") or None)]
        changed = correct_words(connection, visitor.workspace_id, said, visitor.name, now)
    if changed:
        settle(engine, visitor.workspace_id, now, at_most=JUDGED_AT_ONCE)
    return to_page(f"/mapping#{about.partition('.')[0] if about in ('stage', 'title') else 'fields'}")
