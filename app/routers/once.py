"""``Idempotency-Key``: a request that names itself is done once, and answered the same when it comes again."""

from collections.abc import Callable
from hashlib import sha256
from typing import Annotated

from fastapi import Depends, Header, Request
from sqlalchemy import Connection
from starlette.responses import Response

from app import clock
from app.db import writing
from app.routers.dependencies import Database, Holder, kind_of
from app.services.answer_once import Answer, answer_once

Effect = Callable[[Connection], Response]
_Named = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        pattern=r"^[!-~]{1,255}$",
        description="Names this request, such as a UUID. Sent again within 72 hours it is not done again: the first"
        " answer is given again. With another request it is refused.",
    ),
]


def _once(request: Request, key: Holder, engine: Database, named: _Named = None) -> Callable[[Effect], Response]:
    def once(effect: Effect) -> Response:
        if named is None:
            with writing(engine, key.workspace_id) as connection:
                return effect(connection)
        name = (key.workspace_id, key.source_id, named.strip('"'))
        return _response(answer_once(engine, name, _hash(request), lambda on: _answer(effect(on)), clock.now()))

    return once


Once = Annotated[Callable[[Effect], Response], Depends(_once)]
"""``once(effect)`` runs ``effect`` in a transaction of its own, or gives its kept answer."""


def _hash(request: Request) -> str:
    """Of all that says what is asked. The body was read by now: the route's own dependencies wanted it."""
    asked = [
        request.method,
        request.url.path,
        request.url.query,
        kind_of(request),
        request.headers.get("content-encoding", ""),
    ]
    return sha256("\n".join([*asked, request.state.body_hash.hexdigest()]).encode()).hexdigest()


def _answer(response: Response) -> Answer:
    headers = tuple(f"{name}: {value}" for name, value in response.headers.items() if name != "content-length")
    return Answer(response.status_code, headers, bytes(response.body))


def _response(answer: Answer) -> Response:
    headers = dict(header.split(": ", 1) for header in answer.headers)
    if answer.is_repeated:
        headers["idempotent-replayed"] = "true"
    return Response(answer.body, answer.status, headers)
