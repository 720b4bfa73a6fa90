"""Signing in by a link that works once, and signing out."""

from ipaddress import ip_address

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from app import clock
from app.db import reading
from app.errors import Problem
from app.routers.dependencies import Database
from app.routers.page_routes import COOKIE, SIGN_IN, Form, PageRoute, to_page
from app.services.sign_in import SESSION_LASTS, open_session, read_session
from app.surfaces.pages.message import message_html

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/sign-in")
def sign_in(request: Request, engine: Database, token: str = "") -> Response:
    if not token:
        raise Problem(403, "not-signed-in", "Please sign in.", SIGN_IN)
    if not _is_this_machine(request):
        raise Problem(403, "not-signed-in", "Not from there.", "A sign-in link works on the machine Leadline runs on.")
    cookie, again = open_session(engine, token, clock.now()), None
    if cookie is None:
        with reading(engine, None) as connection:
            again = read_session(connection, request.cookies.get(COOKIE), clock.now())
    if cookie is None and not again:
        detail = "It was used already, or is older than a day. Start Leadline again: it prints a new one."
        raise Problem(403, "not-signed-in", "This link no longer opens anything.", detail)
    answer = to_page("/")
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


def _is_this_machine(request: Request) -> bool:
    try:
        return ip_address(request.client.host if request.client else "").is_loopback
    except ValueError:
        return False
