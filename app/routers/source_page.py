"""A source, as a page for admins: where its records are opened, tried before it is kept."""

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.responses import HTMLResponse, Response

from app.db import reading, writing
from app.errors import Problem, not_found
from app.models.source import KnownSource
from app.routers.dependencies import Database
from app.routers.page_routes import AdminVisitor, Form, PageRoute, to_page
from app.routers.pages import Number, frame_of
from app.services.record_addresses import (
    OPENED,
    RecordAddress,
    address_of,
    checked,
    crm_named,
    offered,
    samples,
    set_address,
)
from app.services.sign_in import Session
from app.surfaces.pages.source import source_html

router = APIRouter(route_class=PageRoute, include_in_schema=False, prefix="/mapping/sources")
NOTHING = RecordAddress("", {})


@router.get("/{number}")
def source(number: Number, engine: Database, visitor: AdminVisitor) -> Response:
    with reading(engine, visitor.workspace_id) as connection:
        known = _known(connection, visitor, number)
        kept = address_of(known)
        return _page(connection, visitor, known, kept or NOTHING, is_checked=kept is not None)


@router.post("/{number}")
def open_at(number: Number, engine: Database, visitor: AdminVisitor, form: Form) -> Response:
    """``do``: ``save``, ``try`` without saving, ``none`` to open nothing, or the name of a CRM to begin with."""
    do = form.get("do", "")
    with writing(engine, visitor.workspace_id) as connection:
        known = _known(connection, visitor, number)
        if do in offered():
            return _page(connection, visitor, known, offered()[do])
        said = _said(form)
        try:
            address = None if do == "none" else checked(said.pattern, said.words)
        except Problem as problem:
            return _page(connection, visitor, known, said, problem)
        if do == "try":
            return _page(connection, visitor, known, said, is_checked=True)
        set_address(connection, visitor.workspace_id, number, address)
    return to_page("/mapping#users")


def _known(connection: Connection, visitor: Session, number: int) -> KnownSource:
    found = crm_named(connection, visitor.workspace_id, number)
    if found is None:
        raise not_found("source")
    return found


def _said(form: dict[str, str]) -> RecordAddress:
    words = {kind: form.get(f"word_{kind}", "").strip() for kind in OPENED}
    return RecordAddress(form.get("pattern", "").strip(), {kind: word for kind, word in words.items() if word})


def _page(
    connection: Connection,
    visitor: Session,
    known: KnownSource,
    said: RecordAddress,
    problem: Problem | None = None,
    *,
    is_checked: bool = False,
) -> Response:
    tried = samples(connection, visitor.workspace_id, known.id, said) if is_checked else None
    errors = problem.errors if problem else ()
    page = source_html(known, said, tried, errors, frame_of(connection, visitor, "readiness"))
    return HTMLResponse(page, problem.status if problem else 200)
