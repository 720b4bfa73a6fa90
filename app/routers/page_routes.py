"""What every page stands on: somebody signed in, failures that are pages too, forms that are ours."""

from collections.abc import Awaitable, Callable, Coroutine
from contextlib import AbstractContextManager
from hmac import compare_digest
from typing import Annotated, Any, cast
from urllib.parse import parse_qs, urlsplit

from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, RedirectResponse, Response

from app import clock
from app.db import passes
from app.errors import Problem, not_found
from app.routers.dependencies import Database, whole_body
from app.routers.problems import busy
from app.services.sign_in import SESSION_LASTS, Session, read_session, sign_out
from app.surfaces.pages.message import message_html
from app.surfaces.pages.rendering import address_with
from app.surfaces.pages.words import worded
from app.surfaces.texts.catalogues import N_, catalogues
from app.surfaces.texts.reader import reader_of, reading_as

COOKIE = "leadline_session"
MOST_FORM_BYTES, MOST_FIELDS = 512 * 1024, 200
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "frame-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "private, no-cache",
}
SIGN_IN = N_("Leadline prints a sign-in link where it was started. Open that link; it works once, on this machine.")
SIGN_IN_THERE = N_("Use your company account: your e-mail address says who you are in the CRM.")
OUR_FAULT = ("our-fault", N_("Something went wrong on our side."), N_("Try again in a moment; it has been logged."))
NOWHERE = Problem(404, "not-found", N_("There is no such page."))
ADMINS_ONLY = N_("It speaks of the whole workspace. Ask whoever looks after Leadline in your company.")
HOME = ("/", N_("Back to this week"))


Handler = Callable[[Request, Exception], Awaitable[Response]]


class PageRoute(APIRoute):
    """Answers with pages only, and lets them load nothing from elsewhere."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def handled(request: Request) -> Response:
            with _reading(request):
                return await _answered(handle, request)

        return cast(Callable[[Request], Coroutine[Any, Any, Response]], handled)


async def _answered(handle: Callable[[Request], Awaitable[Response]], request: Request) -> Response:
    # No database keeps a NUL, and nobody types one.
    request.scope["query_string"] = request.scope["query_string"].replace(b"%00", b"")
    try:
        answer = await handle(request)
    except RequestValidationError:
        answer = _sorry(not_found("page"))
    except Problem as problem:
        answer = _sorry(problem, _way_in(request))
    except SQLAlchemyError as error:
        if not passes(error):
            raise
        answer = _sorry(busy())
    answer.headers.update(HEADERS)
    answer.headers.add_vary_header("Accept-Language")
    return answer


def _reading(request: Request) -> AbstractContextManager[None]:
    return reading_as(reader_of(request.headers.get("accept-language", ""), catalogues()))


def install(app: FastAPI) -> None:
    """What fails outside every route is a page for a browser, and stays a problem for a program."""

    def page_or(problem: Handler) -> Handler:
        async def answered(request: Request, error: Exception) -> Response:
            if not asks_for_page(request):
                return await problem(request, error)
            known = error.status_code if isinstance(error, HTTPException) else 500
            with _reading(request):
                return sorry_page(NOWHERE if known in (404, 405) else Problem(known, *OUR_FAULT))

        return answered

    for kind in (HTTPException, Exception):
        app.add_exception_handler(kind, page_or(cast(Handler, app.exception_handlers[kind])))


def asks_for_page(request: Request) -> bool:
    return not request.url.path.startswith("/v1/") and "text/html" in request.headers.get("accept", "")


def sorry_page(problem: Problem) -> Response:
    answer = _sorry(problem)
    answer.headers.update(HEADERS)
    return answer


def _way_in(request: Request) -> tuple[str, str] | None:
    """To the sign-in service and from there back here; None where there is none."""
    if request.app.state.provider is None:
        return None
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    is_page = request.method == "GET" and not here.startswith("/sign-in")
    return address_with("/sign-in/start", back=here if is_page else "/"), N_("Sign in")


def _sorry(problem: Problem, way_in: tuple[str, str] | None = None) -> Response:
    said = said_of(problem) or N_("It may have been moved or removed.")
    way_out = way_in if problem.slug == "not-signed-in" else HOME
    page = message_html(problem.title, said, way_out)
    return HTMLResponse(page, problem.status, problem.headers)


def said_of(problem: Problem) -> str:
    """What is wrong and how to mend it, after its title."""
    said = (problem.detail or "", *(error.detail for error in problem.errors))
    return " ".join(worded(each) for each in said).strip()


def _session(request: Request, engine: Database) -> Session:
    session = read_session(engine, request.cookies.get(COOKIE), clock.now())
    if session is None:
        raise please_sign_in(request)
    return session


def please_sign_in(request: Request) -> Problem:
    how = SIGN_IN_THERE if request.app.state.provider else SIGN_IN
    return Problem(403, "not-signed-in", N_("Please sign in."), how)


Visitor = Annotated[Session, Depends(_session)]


def _admin(visitor: Visitor) -> Session:
    if visitor.level != "admin":
        raise Problem(403, "not-allowed", N_("This page is for admins."), ADMINS_ONLY)
    return visitor


AdminVisitor = Annotated[Session, Depends(_admin)]
"""Somebody who sees every account, for what cannot be said of a part of them."""


def form_too_old() -> Problem:
    said = N_("Nothing was changed. Load the page and try again.")
    return Problem(403, "form-too-old", N_("This form is too old."), said)


async def _form(request: Request, visitor: Visitor) -> dict[str, str]:
    body = await whole_body(request, MOST_FORM_BYTES)
    try:
        fields = parse_qs(body.decode("ascii"), errors="strict", max_num_fields=MOST_FIELDS)
    except ValueError:
        fields = {}
    form = {name: values[0].replace("\x00", "") for name, values in fields.items()}
    if not compare_digest(form.get("form_token", "").encode(), visitor.form_token.encode()):
        raise form_too_old()
    return form


Form = Annotated[dict[str, str], Depends(_form)]


def keep_session(request: Request, engine: Engine, answer: Response, session: str) -> None:
    """From now on the browser is signed in anew; the session it came with is over."""
    end_session_of(request, engine)
    keep_cookie(request, answer, COOKIE, session, int(SESSION_LASTS.total_seconds()))


def end_session_of(request: Request, engine: Engine, *, everywhere: bool = False) -> None:
    cookie = request.cookies.get(COOKIE, "")
    session = read_session(engine, cookie, clock.now())
    if session:
        sign_out(engine, session, cookie, everywhere=everywhere)


def keep_cookie(request: Request, answer: Response, name: str, value: str, lasts_s: int) -> None:
    is_secure = "https" in (request.url.scheme, urlsplit(request.app.state.settings.public_url).scheme)
    answer.set_cookie(name, value, max_age=lasts_s, httponly=True, samesite="lax", secure=is_secure)


def to_page(address: str) -> RedirectResponse:
    """Back to a page of ours, and nowhere else."""
    ours = address.startswith("/") and not address.startswith(("//", "/\\"))
    return RedirectResponse(address if ours else "/", 303)
