"""The pages, for somebody who is signed in."""

from datetime import datetime
from typing import Annotated, Any, get_args

from fastapi import APIRouter, Path, Request
from sqlalchemy import Connection, Engine
from starlette.responses import HTMLResponse, Response

from app import clock
from app.db import reading, writing
from app.domain import terms
from app.domain.wording.mapping import RANKS
from app.errors import Problem, not_found
from app.models.look import Look, What
from app.models.merging import merges_of
from app.models.source import sources_of
from app.models.workspace import workspace_name
from app.routers.dependencies import Database
from app.routers.page_routes import Form, PageRoute, Visitor, to_page
from app.services.assessments import about_accounts, read_assessment
from app.services.by_owner import is_by_owner
from app.services.correct_seniority import correct_seniority
from app.services.flags import read_flag, set_flag
from app.services.looks import by_user, note_look
from app.services.read_actions import agreeing
from app.services.reassess_accounts import settle
from app.services.record_addresses import opening_of
from app.services.show_records import Caller
from app.services.sign_in import Session
from app.services.stated_records import read_on_file
from app.services.tag_activities import correct_tag
from app.services.timeline import read_timeline
from app.services.trend import is_quick, read_trend
from app.services.try_cure import read_try
from app.services.viewers import accounts_seen, people_seen
from app.services.weekly_review import week_of
from app.services.what_is_seen import sees_record
from app.surfaces.pages.account import account_html, timeline_html
from app.surfaces.pages.filters import Filters
from app.surfaces.pages.rendering import Frame
from app.surfaces.texts.catalogues import N_

LATEST = 300
"""Records of the timeline read for the days of contact."""
PAGE = 100

router = APIRouter(route_class=PageRoute, include_in_schema=False)
Number = Annotated[int, Path(ge=1, lt=2**31)]


def caller_of(connection: Connection, visitor: Session) -> Caller:
    """Ids are shown as the workspace's first source knows them; accounts, as far as the person sees them."""
    source_id = min(sources_of(connection, visitor.workspace_id), default=0)
    seen = accounts_seen(connection, visitor.workspace_id, visitor.user_id) if visitor.user_id else None
    return Caller(connection, visitor.workspace_id, source_id, seen, visitor.user_id)


def frame_of(connection: Connection, visitor: Session, at: str = "") -> Frame:
    name, is_admin = workspace_name(connection, visitor.workspace_id), visitor.level == "admin"
    by_owner, me = is_by_owner(connection, visitor.workspace_id), visitor.user_id
    people = people_seen(connection, visitor.workspace_id, me) if by_owner else frozenset({me} if me else ())
    opening = opening_of(connection, visitor.workspace_id)
    return Frame(name, _this_week(), visitor.form_token, at, visitor.name, is_admin, me, people, by_owner, opening)


def _this_week() -> str:
    return week_of(clock.now().date())


def note_owner(engine: Engine, visitor: Session, owner: int | None, what: What) -> None:
    """Keep that somebody gathered accounts by an owner's name, if they did."""
    if owner:
        note_look(engine, Look(visitor.workspace_id, owner, by_user(visitor.user_id), what))


@router.get("/accounts/{number}")
def account(request: Request, number: Number, engine: Database, visitor: Visitor) -> Response:
    asked = request.query_params.get("try")
    with reading(engine, visitor.workspace_id) as connection:
        caller, now = caller_of(connection, visitor), clock.now()
        standing = merges_of(connection, visitor.workspace_id, "account").of(number)
        if standing != number and caller.sees(standing):
            return to_page(f"/accounts/{standing}")
        assessment = read_assessment(caller, number, now)
        timeline = read_timeline(caller, number, now, LATEST)
        tried = _tried(caller, number, asked, now) if asked else None
        agreed, on_file = agreeing(caller, [number], now), read_on_file(caller, number, now)
        wanted = "trend" in request.query_params or is_quick(caller, number)
        trend = read_trend(caller, number, now) if wanted else None
        frame = frame_of(connection, visitor)
    if assessment is None or timeline is None:
        raise not_found("account")
    return HTMLResponse(account_html(assessment, timeline, frame, tried, agreed, trend, on_file))


def _tried(caller: Caller, number: int, asked: str, now: datetime) -> dict[str, Any]:
    """A cure named by its finding and place, as in ``managed_not_led.2``."""
    finding, _, place = asked.partition(".")
    known = place.isascii() and place.isdecimal() and len(place) < 3
    found = read_try(caller, number, finding, int(place), now) if known else None
    return {**found, "gone": False} if found else {"finding": finding, "cure": 0, "gone": True}


@router.get("/accounts/{number}/timeline")
def timeline(request: Request, number: Number, engine: Database, visitor: Visitor) -> Response:
    start = Filters.read(request.query_params).start
    with reading(engine, visitor.workspace_id) as connection:
        caller = caller_of(connection, visitor)
        standing = merges_of(connection, visitor.workspace_id, "account").of(number)
        if standing != number and caller.sees(standing):
            return to_page(f"/accounts/{standing}/timeline")
        about = about_accounts(caller, [number])
        found = read_timeline(caller, number, clock.now(), PAGE, start)
        frame = frame_of(connection, visitor)
    if number not in about or found is None:
        raise not_found("account")
    return HTMLResponse(timeline_html(about[number], *found, start, frame))


@router.post("/flags/f_{number}")
def answer_flag(number: Number, engine: Database, visitor: Visitor, form: Form) -> Response:
    with writing(engine, visitor.workspace_id) as connection:
        if read_flag(caller_of(connection, visitor), number, clock.now()) is None:
            raise not_found("flag")
        set_flag(
            connection,
            visitor.workspace_id,
            number,
            status=form.get("status", ""),
            reason=form.get("reason", "").strip()[:500] or None,
            snoozed_until_on=None,
            set_by=visitor.name,
            now=clock.now(),
        )
    return to_page(form.get("back", "/"))


@router.post("/activities/{number}/tag")
def answer_tag(number: Number, engine: Database, visitor: Visitor, form: Form) -> Response:
    purpose = form.get("purpose", "")
    if purpose not in get_args(terms.Purpose):
        raise Problem(422, "does-not-fit", N_("That is no purpose we know."), N_("Nothing was changed."))
    with writing(engine, visitor.workspace_id) as connection:
        if not sees_record(caller_of(connection, visitor), "activity", number):
            raise not_found("activity")
        correct_tag(
            connection,
            visitor.workspace_id,
            number,
            purpose=purpose,
            reason=form.get("reason", "").strip()[:500] or None,
            made_at=clock.now(),
            made_by=visitor.name,
        )
    settle(engine, visitor.workspace_id, clock.now())
    return to_page(form.get("back", "/"))


@router.post("/contacts/{number}/seniority")
def answer_rank(number: Number, engine: Database, visitor: Visitor, form: Form) -> Response:
    said = form.get("seniority", "")
    if said not in RANKS:
        raise Problem(422, "does-not-fit", N_("That is no rank we know."), N_("Nothing was changed."))
    with writing(engine, visitor.workspace_id) as connection:
        if not sees_record(caller_of(connection, visitor), "contact", number):
            raise not_found("contact")
        correct_seniority(
            connection,
            visitor.workspace_id,
            number,
            seniority=int(said),
            reason=None,
            made_at=clock.now(),
            made_by=visitor.name,
        )
    settle(engine, visitor.workspace_id, clock.now())
    return to_page(form.get("back", "/"))
