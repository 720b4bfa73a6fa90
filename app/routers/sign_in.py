"""Signing in by a link that works once, and signing out."""

from ipaddress import ip_address

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from app import clock
from app.errors import Problem
from app.routers.dependencies import Database
from app.routers.page_routes import (
    COOKIE,
    Form,
    PageRoute,
    end_session_of,
    keep_session,
    please_sign_in,
    to_page,
)
from app.services.sign_in import open_by_link, read_session
from app.surfaces.pages.message import message_html
from app.surfaces.texts.catalogues import N_

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/sign-in")
def sign_in(request: Request, engine: Database, token: str = "") -> Response:
    if not token:
        raise please_sign_in(request)
    if not _is_this_machine(request):
        raise Problem(
            403, "not-signed-in", N_("Not from there."), N_("A sign-in link works on the machine Leadline runs on.")
        )
    cookie = open_by_link(engine, token, clock.now())
    if cookie is None and not read_session(engine, request.cookies.get(COOKIE), clock.now()):
        detail = N_("It was used already, or is older than a day. Start Leadline again: it prints a new one.")
        raise Problem(403, "not-signed-in", N_("This link no longer opens anything."), detail)
    answer = to_page("/")
    if cookie:
        keep_session(request, engine, answer, cookie)
    return answer


@router.post("/sign-out")
def sign_out(request: Request, engine: Database, form: Form) -> Response:
    end_session_of(request, engine, everywhere="everywhere" in form)
    answer = HTMLResponse(message_html(N_("You are signed out."), please_sign_in(request).detail or ""))
    answer.delete_cookie(COOKIE, httponly=True, samesite="lax")
    return answer


def _is_this_machine(request: Request) -> bool:
    try:
        return ip_address(request.client.host if request.client else "").is_loopback
    except ValueError:
        return False
