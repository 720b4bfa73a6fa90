"""People put changes, plans and promises on file by a form, change and delete them."""

from typing import Any, Literal

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from app import clock
from app.db import reading
from app.errors import Problem, not_found
from app.models.record_lists import Stored
from app.routers.dependencies import Database
from app.routers.page_routes import Form, PageRoute, Visitor, to_page
from app.routers.pages import Number, caller_of, frame_of
from app.services.expected import Expected
from app.services.sign_in import Session
from app.services.state_record import restate_record, state_record, unstate_record
from app.services.stated_records import About, form_about, new_id, stated_by_people
from app.surfaces.pages.plan_forms import form_html, form_view, to_begin_with, values_of

Kind = Literal["change", "scenario", "commitment"]
router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/accounts/{number}/records/{kind}")
def new_record(request: Request, number: Number, kind: Kind, engine: Database, visitor: Visitor) -> Response:
    """An empty form; the query may fill in fields of it."""
    about = _about(engine, visitor, number)
    values = {**to_begin_with(kind, about), **request.query_params}
    return _page(engine, visitor, about, form_view(kind, about, values, id_=new_id()))


@router.post("/accounts/{number}/records/{kind}")
def state(number: Number, kind: Kind, engine: Database, visitor: Visitor, form: Form) -> Response:
    about = _about(engine, visitor, number)
    id_ = form.get("id", "")
    try:
        made = state_record(engine, visitor, kind, id_, form, about)
    except Problem as problem:
        return _again(engine, visitor, about, problem, form_view(kind, about, form, id_=id_, errors=problem.errors))
    return to_page(f"/accounts/{number}#{kind}-{made}")


@router.get("/records/{kind}/{number}")
def known_record(number: Number, kind: Kind, engine: Database, visitor: Visitor) -> Response:
    about, row = _stated(engine, visitor, kind, number)
    values = values_of(kind, row, about.zone)
    return _page(engine, visitor, about, form_view(kind, about, values, known=(number, row["version"])))


@router.post("/records/{kind}/{number}")
def restate(number: Number, kind: Kind, engine: Database, visitor: Visitor, form: Form) -> Response:
    about, row = _stated(engine, visitor, kind, number)
    try:
        restate_record(engine, visitor, kind, row, form, about, Expected(if_match=form.get("version")))
    except Problem as problem:
        about, row = _stated(engine, visitor, kind, number)
        errors, now = (problem.errors, None) if problem.status == 422 else ((), values_of(kind, row, about.zone))
        view = form_view(kind, about, form, known=(number, row["version"]), errors=errors, now=now)
        return _again(engine, visitor, about, problem, view)
    return to_page(f"/accounts/{about.account}#{kind}-{number}")


@router.post("/records/{kind}/{number}/delete")
def unstate(number: Number, kind: Kind, engine: Database, visitor: Visitor, form: Form) -> Response:
    about, row = _stated(engine, visitor, kind, number)
    unstate_record(engine, visitor, kind, row, about.now)
    return to_page(f"/accounts/{about.account}#plans")


def _about(engine: Database, visitor: Session, account: int) -> About:
    with reading(engine, visitor.workspace_id) as connection:
        about = form_about(caller_of(connection, visitor), account, clock.now())
    if about is None:
        raise not_found("account")
    return about


def _stated(engine: Database, visitor: Session, kind: str, number: int) -> tuple[About, Stored]:
    with reading(engine, visitor.workspace_id) as connection:
        found = stated_by_people(caller_of(connection, visitor), kind, number)
    if found is None:
        raise not_found("record that was put on file here")
    account, row = found
    return _about(engine, visitor, account), row


def _again(engine: Database, visitor: Session, about: About, problem: Problem, form: dict[str, Any]) -> Response:
    """The form as it was filled, with what is wrong beside each field."""
    if problem.status not in (412, 422):
        raise problem
    # Shown again to be mended: for a browser that is a page like any other.
    return _page(engine, visitor, about, form)


def _page(engine: Database, visitor: Session, about: About, form: dict[str, Any]) -> Response:
    with reading(engine, visitor.workspace_id) as connection:
        frame = frame_of(connection, visitor)
    return HTMLResponse(form_html(form, about, frame))
