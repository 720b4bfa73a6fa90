"""Every answer other than success, as RFC 9457 ``application/problem+json``."""

import logging
import re
from dataclasses import replace
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse

from app.db import passes
from app.errors import INSTANT, FieldError, Problem, does_not_fit, field_errors

log = logging.getLogger(__name__)
_KNOWN = {
    400: ("not-readable", "The request cannot be read."),
    401: ("no-valid-key", "There is no valid key."),
    403: ("not-allowed", "This key may not do that."),
    404: ("not-found", "There is nothing at this address."),
    405: ("not-allowed-here", "This address does not take that method."),
    408: ("too-slow", "The body did not come in time."),
    409: ("not-in-force", "This is no longer the latest."),
    410: ("erased", "This person was erased."),
    412: ("changed-meanwhile", "It is not as you expect it."),
    413: ("too-large", "That is too much at once."),
    415: ("wrong-format", "This format is not read here."),
    422: ("does-not-fit", "Some fields do not fit."),
    429: ("too-many", "This key sends too many requests."),
    503: ("busy", "The database does not answer just now."),
}


class FieldProblem(BaseModel):
    """One fault and how to mend it."""

    pointer: str = Field(description="JSON pointer to the field; empty for the whole record")
    code: str
    detail: str


class ProblemAnswer(BaseModel):
    """A problem (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str | None = None
    errors: list[FieldProblem] = []


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The problems a route may answer, for its OpenAPI ``responses``."""
    schema = {"$ref": "#/components/schemas/ProblemAnswer"}
    return {
        status: {"description": _KNOWN[status][1], "content": {"application/problem+json": {"schema": schema}}}
        for status in statuses
    }


def answer(problem: Problem) -> JSONResponse:
    return JSONResponse(problem.as_json(), problem.status, problem.headers, "application/problem+json")


def _in_address(error: FieldError) -> FieldError:
    """A ``+`` in an address is read as a blank: the usual reason why an instant there has no zone."""
    is_instant = error.detail == INSTANT or "time zone" in error.detail
    if not (is_instant and error.pointer.startswith("/query/")):
        return error
    return replace(error, detail=f"{INSTANT}; in an address write a + as %2B, as in 2026-11-23T10:00:00%2B01:00")


def _methods(app: FastAPI, path: str) -> list[str]:
    # The router names only the first of several routes at one address.
    for template, item in app.openapi()["paths"].items():
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), path):
            return [name.upper() for name in item]
    return []


def busy() -> Problem:
    """503: the same request may work in a moment."""
    detail = "It is busy or away for a moment. Send the same request again."
    return Problem(503, *_KNOWN[503], detail, headers={"Retry-After": "2"})


def install(app: FastAPI) -> None:
    """Make every failure of ``app`` a problem: its own, the framework's, and what nobody expected."""

    @app.exception_handler(Problem)
    async def _problem(_: Request, problem: Problem) -> JSONResponse:
        return answer(problem)

    @app.exception_handler(RequestValidationError)
    async def _does_not_fit(_: Request, error: RequestValidationError) -> JSONResponse:
        return answer(does_not_fit(*map(_in_address, field_errors(list(error.errors())))))

    @app.exception_handler(HTTPException)
    async def _http(request: Request, error: HTTPException) -> JSONResponse:
        slug, title = _KNOWN.get(error.status_code, ("refused", "The request was refused."))
        headers = dict(error.headers or {})
        if error.status_code == 405:
            allowed = _methods(app, request.url.path) or headers.get("Allow", "").split(", ")
            headers["Allow"] = ", ".join([*allowed, *(["HEAD"] if "GET" in allowed else [])])
        return answer(Problem(error.status_code, slug, title, headers=headers))

    @app.exception_handler(ClientDisconnect)
    async def _gone(_: Request, __: ClientDisconnect) -> JSONResponse:
        return answer(Problem(400, "not-readable", "The body ended too soon."))

    @app.exception_handler(SQLAlchemyError)
    async def _database(_: Request, error: SQLAlchemyError) -> JSONResponse:
        if not passes(error):
            raise error
        log.warning("the database was busy or away: %s", error)
        return answer(busy())

    @app.exception_handler(Exception)
    async def _unexpected(_: Request, __: Exception) -> JSONResponse:
        return answer(Problem(500, "our-fault", "Something went wrong on our side.", "Try again; it has been logged."))
