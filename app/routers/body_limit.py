"""No request body over the limit is read, whether it tells its length or not, and none is waited for without end."""

import asyncio
from hashlib import sha256
from time import monotonic

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app import clock
from app.errors import Problem, too_large
from app.routers.page_routes import asks_for_page, sorry_page
from app.routers.problems import answer

MAX_BODY = 64 * 1024 * 1024
"""Bytes of one request body as sent, compressed or not."""
SLOWEST = 4096
"""Bytes a second: whoever sends more is given the time it takes."""
CLOSED = {"Connection": "close"}


class BodyLimit:
    """Answers 413 at once when the length told is over ``limit`` bytes, else as soon as more have come; 408 to a body
    that stands still for ``patience_s``. ``request.state.came_at`` says since when the request waits, and of one that
    names itself ``request.state.body_hash`` hashes the body.
    """

    def __init__(self, app: ASGIApp, limit: int = MAX_BODY, patience_s: float = 10) -> None:
        self.app, self.limit, self.patience_s = app, limit, patience_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        headers = Headers(scope=scope)
        problem = too_large(
            f"A body may have {self.limit // 1024 // 1024} MiB. Compress it with gzip, send it in several bodies,"
            " or use `leadline import`."
        )
        told = headers.get("content-length", "0")
        if "transfer-encoding" in headers and "content-length" in headers:
            # Whoever passes requests on may see its end elsewhere than we do.
            said = "It tells its length twice: send Content-Length or Transfer-Encoding."
            twice = Problem(400, "not-readable", "The request cannot be read.", said, headers=CLOSED)
            return await _refused(Request(scope), twice)(scope, receive, send)
        if told.isdecimal() and int(told[:20]) > self.limit:
            return await _refused(Request(scope), problem)(scope, receive, send)
        hashed = sha256() if "idempotency-key" in headers else None
        scope.setdefault("state", {}).update(body_hash=hashed, came_at=clock.now())
        came, more, since = 0, True, monotonic()

        async def counted() -> Message:
            nonlocal came, more
            if not more:
                # The body is here; what is waited for now is only whether the caller leaves.
                return await receive()
            left = since + self.patience_s + came / SLOWEST - monotonic()
            try:
                async with asyncio.timeout(min(left, self.patience_s)):
                    message = await receive()
            except TimeoutError as error:
                said = "Nothing was stored. Send it again."
                raise Problem(408, "too-slow", "The body did not come in time.", said, headers=CLOSED) from error
            chunk = message.get("body", b"")
            came, more = came + len(chunk), message.get("more_body", False)
            if came > self.limit:
                raise problem
            if hashed:
                hashed.update(chunk)
            return message

        return await self.app(scope, counted, send)


def _refused(request: Request, problem: Problem) -> Response:
    return sorry_page(problem) if asks_for_page(request) else answer(problem)
