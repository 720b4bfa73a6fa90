"""A person's page, the export of what we hold about them, and their erasure."""

from fastapi import APIRouter
from starlette.responses import HTMLResponse, Response

from app import clock
from app.db import reading
from app.errors import FieldError, does_not_fit, not_found
from app.models.look import Look
from app.models.storing import names_of
from app.routers.bodies import Json
from app.routers.dependencies import Database
from app.routers.page_routes import AdminVisitor, Form, PageRoute, Visitor, to_page
from app.routers.pages import Number, caller_of, frame_of
from app.services.erase_person import erase_person
from app.services.export_person import export_person
from app.services.looks import by_user, note_look
from app.services.read_person import may_export, person_seen, read_person
from app.services.reassess_accounts import settle
from app.services.store_record import LOOKED_OVER_AT_ONCE
from app.surfaces.pages.person import person_html

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/people/{number}")
def person(number: Number, engine: Database, visitor: Visitor) -> Response:
    with reading(engine, visitor.workspace_id) as connection:
        found = read_person(caller_of(connection, visitor), number, clock.now())
        frame = frame_of(connection, visitor, "me" if number == visitor.user_id else "")
    if found is None:
        raise not_found("person")
    note_look(engine, Look(visitor.workspace_id, number, by_user(visitor.user_id), "page"))
    return HTMLResponse(person_html(found, frame))


@router.get("/people/{number}/export")
def export(number: Number, engine: Database, visitor: Visitor) -> Response:
    with reading(engine, visitor.workspace_id) as connection:
        caller = caller_of(connection, visitor)
        found = export_person(caller, "user", number, clock.now()) if may_export(caller, number) else None
    if found is None:
        raise not_found("person")
    note_look(engine, Look(visitor.workspace_id, number, by_user(visitor.user_id), "export"))
    return Json(found, headers={"Content-Disposition": f'attachment; filename="person-{number}.json"'})


@router.post("/people/{number}/erase")
def erase(number: Number, engine: Database, visitor: AdminVisitor, form: Form) -> Response:
    """``name`` is the person's, written by whoever means it."""
    with reading(engine, visitor.workspace_id) as connection:
        caller = caller_of(connection, visitor)
        user = person_seen(caller, number)
        if user is None:
            raise not_found("person")
        source_id, id_ = names_of(connection, visitor.workspace_id, "user", {number})[number]
    if form.get("name", "").strip() != (user["name"] or id_):
        raise does_not_fit(FieldError("/name", "not_the_name", "Nobody was erased: write the name as it stands there."))
    now = clock.now()
    erase_person(engine, visitor.workspace_id, source_id, "user", id_, now)
    settle(engine, visitor.workspace_id, now, at_most=LOOKED_OVER_AT_ONCE)
    return to_page("/privacy")
