"""What every page stands on: somebody signed in, failures that are pages too, forms that are ours."""

from collections.abc import Awaitable, Callable, Coroutine
from hmac import compare_digest
from typing import Annotated, Any, cast
from urllib.parse import parse_qs

from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, RedirectResponse, Response

from app import clock
from app.db import passes, reading
from app.errors import Problem, not_found
from app.routers.dependencies import Database, whole_body
from app.routers.problems import busy
from app.services.sign_in import Session, read_session
from app.surfaces.pages.message import message_html

COOKIE = "leadline_session"
MOST_FORM_BYTES = 512 * 1024
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "private, no-cache",
}
SIGN_IN = "Leadline prints a sign-in link where it was started. Open that link; it works once, on this machine."
OUR_FAULT = ("our-fault", "Something went wrong on our side.", "Try again in a moment; it has been logged.")
NOWHERE = Problem(404, "not-found", "There is no such page.")
HOME = ("/", "Back to this week")


Handler = Callable[[Request, Exception], Awaitable[Response]]


class PageRoute(APIRoute):
    """Answers with pages only, and lets them load nothing from elsewhere."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def handled(request: Request) -> Response:
            try:
                answer = await handle(request)
            except RequestValidationError:
                answer = _sorry(not_found("page"))
            except Problem as problem:
                answer = _sorry(problem)
            except SQLAlchemyError as error:
                if not passes(error):
                    raise
                answer = _sorry(busy())
            answer.headers.update(HEADERS)
            return answer

        return cast(Callable[[Request], Coroutine[Any, Any, Response]], handled)


def install(app: FastAPI) -> None:
    """What fails outside every route is a page for a browser, and stays a problem for a program."""

    def page_or(problem: Handler) -> Handler:
        async def answered(request: Request, error: Exception) -> Response:
            if request.url.path.startswith("/v1/") or "text/html" not in request.headers.get("accept", ""):
                return await problem(request, error)
            known = error.status_code if isinstance(error, HTTPException) else 500
            answer = _sorry(NOWHERE if known in (404, 405) else Problem(known, *OUR_FAULT))
            answer.headers.update(HEADERS)
            return answer

        return answered

    for kind in (HTTPException, Exception):
        app.add_exception_handler(kind, page_or(cast(Handler, app.exception_handlers[kind])))


def _sorry(problem: Problem) -> Response:
    said = " ".join([problem.detail or "", *(error.detail for error in problem.errors)]).strip()
    way_out = None if problem.slug == "not-signed-in" else HOME
    page = message_html(problem.title, said or "It may have been moved or removed.", way_out)
    return HTMLResponse(page, problem.status, problem.headers)


def _session(request: Request, engine: Database) -> Session:
    with reading(engine, None) as connection:
        session = read_session(connection, request.cookies.get(COOKIE), clock.now())
    if session is None:
        raise Problem(403, "not-signed-in", "Please sign in.", SIGN_IN)
    return session


Visitor = Annotated[Session, Depends(_session)]


async def _form(request: Request, visitor: Visitor) -> dict[str, str]:
    body = await whole_body(request, MOST_FORM_BYTES)
    try:
        fields = parse_qs(body.decode("ascii"), errors="strict", max_num_fields=20)
    except ValueError:
        fields = {}
    form = {name: values[0] for name, values in fields.items()}
    if not compare_digest(form.get("form_token", "").encode(), visitor.form_token.encode()):
        raise Problem(403, "form-too-old", "This form is too old.", "Nothing was changed. Load the page and try again.")
    return form


Form = Annotated[dict[str, str], Depends(_form)]


def to_page(address: str) -> RedirectResponse:
    """Back to a page of ours, and nowhere else."""
    ours = address.startswith("/") and not address.startswith(("//", "/\\"))
    return RedirectResponse(address if ours else "/", 303)
