"""Connections that say nothing, or only half of something, are closed: uvicorn itself waits for them without end."""

import json
from asyncio import Transport
from typing import Any

from uvicorn.protocols.http.auto import AutoHTTPProtocol

from app.errors import Problem
from app.settings import settings

MOST_HEADER = 256 * 1024
"""Bytes of a header that is not complete. The parser's own limit is lower; this one holds for any parser."""
UNREADABLE = Problem(400, "not-readable", "The request cannot be read.", "It is not HTTP/1.1 as RFC 9112 has it.")


class Impatient(AutoHTTPProtocol):  # type: ignore[misc, valid-type]
    """uvicorn's protocol with problems where it answers in plain text, and with a timer of its own.

    From the connection, or the end of the last answer, ``patience_s`` may pass until the next header is here.
    """

    timer: Any = None
    header_bytes = 0
    unread_bytes = 0
    """Of our answer, when last looked at."""

    def connection_made(self, transport: Transport) -> None:
        super().connection_made(transport)
        self._watch()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        # After an answer that did not wait for the body, what comes may still be that body.
        is_header = self.cycle is None or (self.cycle.response_complete and not self.cycle.more_body)
        self.header_bytes = self.header_bytes + len(data) if is_header else 0
        if self.header_bytes > MOST_HEADER:
            self.transport.abort()
        self._watch()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        if self.timer:
            self.timer.cancel()

    def send_400_response(self, msg: str) -> None:
        body = json.dumps(UNREADABLE.as_json()).encode()
        if not (self._is_at_work() and self.cycle.response_started):
            self.transport.write(
                b"HTTP/1.1 400 Bad Request\r\ncontent-type: application/problem+json\r\nconnection: close\r\n"
                b"content-length: %d\r\n\r\n%b" % (len(body), body)
            )
        self.transport.close()

    def _is_at_work(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _watch(self) -> None:
        """The timer runs while no request is at work, and is not put back by single bytes."""
        if self._is_at_work():
            if self.timer:
                self.timer.cancel()
                self.timer = None
        elif self.timer is None:
            self.timer = self.loop.call_later(settings().patience_s, self._give_up)

    def _give_up(self) -> None:
        self.timer, before, self.unread_bytes = None, self.unread_bytes, self.transport.get_write_buffer_size()
        if self._is_at_work():
            return
        if not self.unread_bytes:
            self.transport.close()
        elif before and self.unread_bytes >= before:
            self.transport.abort()
        else:
            self._watch()
