"""No request body over the limit is read, whether it tells its length or not."""

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.errors import too_large
from app.routers.problems import answer

MAX_BODY = 64 * 1024 * 1024
"""Bytes of one request body as sent, compressed or not."""


class BodyLimit:
    """Answers 413 at once when the length told is over ``limit`` bytes, else as soon as more have come."""

    def __init__(self, app: ASGIApp, limit: int = MAX_BODY) -> None:
        self.app, self.limit = app, limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        problem = too_large(
            f"A body may have {self.limit // 1024 // 1024} MiB. Compress it with gzip, send it in several bodies,"
            " or use `leadline import`."
        )
        told = Headers(scope=scope).get("content-length", "0")
        if told.isdecimal() and int(told[:20]) > self.limit:
            return await answer(problem)(scope, receive, send)
        came = 0

        async def counted() -> Message:
            nonlocal came
            message = await receive()
            came += len(message.get("body", b""))
            if came > self.limit:
                raise problem
            return message

        return await self.app(scope, counted, send)
