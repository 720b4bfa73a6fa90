"""The pages, for somebody who is signed in. Every failure here is a page too."""

from collections.abc import Awaitable, Callable
from datetime import UTC
from hmac import compare_digest
from ipaddress import ip_address
from typing import Annotated, cast
from urllib.parse import parse_qs

from fastapi import APIRouter, Depends, Path, Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from sqlalchemy import Connection
from starlette.responses import HTMLResponse, RedirectResponse, Response

from app import clock
from app.db import reading, writing
from app.errors import Problem, not_found
from app.models.source import sources_of
from app.models.workspace import workspace_name
from app.routers.dependencies import Database
from app.routers.reviews import Week
from app.services.assessments import about_accounts, read_assessment
from app.services.flags import set_flag
from app.services.list_assessments import Sort, list_assessments
from app.services.readiness import read_readiness
from app.services.show_records import Caller
from app.services.sign_in import SESSION_LASTS, Session, open_session, read_session
from app.services.timeline import read_timeline
from app.services.weekly_review import live_review, read_review, week_of
from app.surfaces.pages.account import account_html, timeline_html
from app.surfaces.pages.message import message_html
from app.surfaces.pages.monday import Filters, monday_html
from app.surfaces.pages.readiness import readiness_html
from app.surfaces.pages.rendering import Frame
from app.surfaces.pages.review import review_page_html

COOKIE = "leadline_session"
MOST_FORM_BYTES = 16 * 1024
LATEST = 300
"""Records of the timeline read for the days of contact."""
PAGE = 100
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "private, no-cache",
}
SIGN_IN = "Leadline prints a sign-in link where it was started. Open that link; it works once, on this machine."
HOME = ("/", "Back to this week")


class PageRoute(APIRoute):
    """Answers with pages only, and lets them load nothing from elsewhere."""

    def get_route_handler(self) -> Callable[[Request], Awaitable[Response]]:
        handle = super().get_route_handler()

        async def handled(request: Request) -> Response:
            try:
                answer = await handle(request)
            except RequestValidationError:
                answer = _sorry(not_found("page"))
            except Problem as problem:
                answer = _sorry(problem)
            answer.headers.update(HEADERS)
            return answer

        return cast(Callable[[Request], Awaitable[Response]], handled)


def _sorry(problem: Problem) -> Response:
    said = " ".join([problem.detail or "", *(error.detail for error in problem.errors)]).strip()
    way_out = None if problem.slug == "not-signed-in" else HOME
    return HTMLResponse(
        message_html(problem.title, said or "It may have been moved or removed.", way_out), problem.status
    )


router = APIRouter(route_class=PageRoute, include_in_schema=False)
Number = Annotated[int, Path(ge=1, lt=2**31)]


def _session(request: Request, engine: Database) -> Session:
    with reading(engine) as connection:
        session = read_session(connection, request.cookies.get(COOKIE), clock.now())
    if session is None:
        raise Problem(403, "not-signed-in", "Please sign in.", SIGN_IN)
    return session


Visitor = Annotated[Session, Depends(_session)]


async def _form(request: Request, visitor: Visitor) -> dict[str, str]:
    body = await request.body()
    try:
        fields = (
            parse_qs(body.decode("ascii"), errors="strict", max_num_fields=20) if len(body) <= MOST_FORM_BYTES else {}
        )
    except ValueError:
        fields = {}
    form = {name: values[0] for name, values in fields.items()}
    if not compare_digest(form.get("form_token", "").encode(), visitor.form_token.encode()):
        raise Problem(403, "form-too-old", "This form is too old.", "Nothing was changed. Load the page and try again.")
    return form


Form = Annotated[dict[str, str], Depends(_form)]


def _caller(connection: Connection, visitor: Session) -> Caller:
    """Ids are shown as the workspace's first source knows them."""
    return Caller(connection, visitor.workspace_id, min(sources_of(connection, visitor.workspace_id), default=0))


def _frame(connection: Connection, visitor: Session, at: str = "") -> Frame:
    week = week_of(clock.now().astimezone(UTC).date())
    return Frame(workspace_name(connection, visitor.workspace_id), week, visitor.form_token, at)


@router.get("/")
def monday(request: Request, engine: Database, visitor: Visitor) -> Response:
    filters = Filters.read(request.query_params)
    with reading(engine) as connection:
        caller = _caller(connection, visitor)
        review = live_review(caller, clock.now())
        accounts = list_assessments(caller, sort=cast(Sort, filters.sort))
        frame = _frame(connection, visitor, "monday")
    return HTMLResponse(monday_html(review, accounts, filters, frame))


@router.get("/accounts/{number}")
def account(number: Number, engine: Database, visitor: Visitor) -> Response:
    with reading(engine) as connection:
        caller, now = _caller(connection, visitor), clock.now()
        assessment = read_assessment(caller, number, now)
        timeline = read_timeline(caller, number, now, LATEST)
        frame = _frame(connection, visitor)
    if assessment is None or timeline is None:
        raise not_found("account")
    return HTMLResponse(account_html(assessment, timeline[0], frame))


@router.get("/accounts/{number}/timeline")
def timeline(request: Request, number: Number, engine: Database, visitor: Visitor) -> Response:
    start = Filters.read(request.query_params).start
    with reading(engine) as connection:
        caller = _caller(connection, visitor)
        about = about_accounts(caller, [number])
        found = read_timeline(caller, number, clock.now(), PAGE, start)
        frame = _frame(connection, visitor)
    if number not in about or found is None:
        raise not_found("account")
    return HTMLResponse(timeline_html(about[number], *found, frame))


@router.get("/readiness")
def readiness(engine: Database, visitor: Visitor) -> Response:
    with reading(engine) as connection:
        found, frame = read_readiness(connection, visitor.workspace_id), _frame(connection, visitor, "readiness")
    return HTMLResponse(readiness_html(found, frame))


@router.get("/reviews/{week}")
def review(week: Week, engine: Database, visitor: Visitor) -> Response:
    # The first look at a week's review makes and keeps it.
    with writing(engine) as connection:
        found, _ = read_review(_caller(connection, visitor), week, clock.now())
        frame = _frame(connection, visitor, "review")
    return HTMLResponse(review_page_html(found, frame))


@router.post("/flags/f_{number}")
def answer_flag(number: Number, engine: Database, visitor: Visitor, form: Form) -> Response:
    with writing(engine) as connection:
        known = set_flag(
            connection,
            visitor.workspace_id,
            number,
            status=form.get("status", ""),
            reason=form.get("reason", "").strip()[:500] or None,
            snoozed_until_on=None,
            set_by=None,
            now=clock.now(),
        )
    if not known:
        raise not_found("flag")
    return _to(form.get("back", "/"))


@router.get("/sign-in")
def sign_in(request: Request, engine: Database, token: str = "") -> Response:
    if not token:
        raise Problem(403, "not-signed-in", "Please sign in.", SIGN_IN)
    if not _is_this_machine(request):
        raise Problem(403, "not-signed-in", "Not from there.", "A sign-in link works on the machine Leadline runs on.")
    with writing(engine) as connection:
        cookie = open_session(connection, token, clock.now())
        again = cookie is None and read_session(connection, request.cookies.get(COOKIE), clock.now()) is not None
    if cookie is None and not again:
        detail = "It was used already, or is older than a day. Start Leadline again: it prints a new one."
        raise Problem(403, "not-signed-in", "This link no longer opens anything.", detail)
    answer = _to("/")
    if cookie:
        answer.set_cookie(
            COOKIE,
            cookie,
            max_age=int(SESSION_LASTS.total_seconds()),
            httponly=True,
            samesite="lax",
            secure=request.url.scheme == "https",
        )
    return answer


@router.post("/sign-out")
def sign_out(form: Form) -> Response:
    answer = HTMLResponse(message_html("You are signed out.", SIGN_IN))
    answer.delete_cookie(COOKIE, httponly=True, samesite="lax")
    return answer


def _to(address: str) -> RedirectResponse:
    """Back to a page of ours, and nowhere else."""
    ours = address.startswith("/") and not address.startswith(("//", "/\\"))
    return RedirectResponse(address if ours else "/", 303)


def _is_this_machine(request: Request) -> bool:
    try:
        return ip_address(request.client.host if request.client else "").is_loopback
    except ValueError:
        return False
