"""How many requests a key may send in a minute, told in every answer by the ``RateLimit`` headers (IETF draft 10)."""

from threading import Lock
from time import monotonic

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.errors import Problem

WINDOW_S = 60


class Rates:
    """Counts by key, in windows of a minute; each server process counts for itself."""

    def __init__(self, most: int) -> None:
        self.most, self.ends, self.lock = most, 0.0, Lock()
        self.counts: dict[str, int] = {}

    def take(self, key: str) -> list[tuple[bytes, bytes]]:
        """Count one request; gives the headers that say what is left. Raises Problem 429 when nothing is."""
        now = monotonic()
        with self.lock:
            if now >= self.ends:
                self.ends = now + WINDOW_S
                self.counts.clear()
            self.counts[key] = count = self.counts.get(key, 0) + 1
            left_s = int(self.ends - now) + 1
        told = f'"minute";r={max(0, self.most - count)};t={left_s}'
        headers = {"RateLimit-Policy": f'"minute";q={self.most};w={WINDOW_S}', "RateLimit": told}
        if count > self.most:
            detail = f"A key may send {self.most:,} requests a minute. Go on in {left_s} seconds, or send an import."
            title = "This key sends too many requests."
            raise Problem(429, "too-many", title, detail, headers={**headers, "Retry-After": str(left_s)})
        return [(name.lower().encode(), value.encode()) for name, value in headers.items()]


class RateHeaders:
    """Puts what ``request.state.rate`` says on the answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *scope.get("state", {}).get("rate", ())]
            await send(message)

        await self.app(scope, receive, told)
