"""What routes ask for: the database, the key of the caller, ids, and bodies as bytes."""

from collections.abc import AsyncIterator
from datetime import datetime
from tempfile import SpooledTemporaryFile
from typing import Annotated, Any, cast
from urllib.parse import unquote_to_bytes

from fastapi import Depends, Path, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import AfterValidator
from sqlalchemy import Engine
from starlette.concurrency import run_in_threadpool

from app.domain.records.fields import Id
from app.errors import FieldError, Problem, does_not_fit, too_large
from app.services.keys import Key, KeyRing
from app.services.split_rows import MAX_LINE

SPOOL = 1024 * 1024
"""Bytes of an import held in memory; the rest waits in a temporary file."""
bearer = HTTPBearer(auto_error=False, scheme_name="key", description="An API key of a workspace and a source.")


# What asks nobody is a coroutine: the framework runs a plain function in a thread of its own, which takes longer.
async def _database(request: Request) -> Engine:
    return cast(Engine, request.app.state.engine)


Database = Annotated[Engine, Depends(_database)]


async def _came_at(request: Request) -> datetime:
    return cast(datetime, request.state.came_at)


CameAt = Annotated[datetime, Depends(_came_at)]
"""When the request came, before its body and before it waited for anything."""


async def key_of(
    request: Request,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Security(bearer)],
) -> Key:
    """What the caller's key may do. Raises Problem 401."""
    title = "There is no valid key."
    if credentials is None:
        said = "Send the header `Authorization: Bearer <key>`."
        raise Problem(401, "no-valid-key", title, said, headers={"WWW-Authenticate": "Bearer"})
    ring: KeyRing = request.app.state.keys
    token = credentials.credentials
    key = ring.known(token) or await run_in_threadpool(ring.find, token)
    if key is None:
        said, challenge = "This key is not known, or was revoked.", 'Bearer error="invalid_token"'
        raise Problem(401, "no-valid-key", title, said, headers={"WWW-Authenticate": challenge})
    request.state.rate = request.app.state.rates.take(credentials.credentials)
    return key


Holder = Annotated[Key, Depends(key_of)]


def lacks(scope: str) -> Problem:
    """The key of the caller may not do this."""
    headers = {"WWW-Authenticate": f'Bearer error="insufficient_scope", scope="{scope}"'}
    return Problem(403, "not-allowed", "This key may not do that.", f"It lacks the scope `{scope}`.", headers=headers)


def _allowed(scope: str) -> Any:
    async def allowed(key: Holder) -> Key:
        if scope not in key.scopes:
            raise lacks(scope)
        return key

    return Depends(allowed)


Reader = Annotated[Key, _allowed("read")]
Ingester = Annotated[Key, _allowed("ingest")]
Admin = Annotated[Key, _allowed("admin")]


async def _whole_path(request: Request) -> None:
    # Servers put U+FFFD for bytes that are not UTF-8, so two different ids would become one.
    try:
        unquote_to_bytes(request.scope.get("raw_path") or b"").decode("utf-8")
    except UnicodeDecodeError as error:
        raise does_not_fit(FieldError("/id", "not_utf8", "is not UTF-8")) from error


def _not_blank(id_: str) -> str:
    if id_ in (".", ".."):
        raise ValueError("cannot be part of an address")
    return id_


WholePath = Depends(_whole_path)
RecordId = Annotated[
    Id,
    AfterValidator(_not_blank),
    Path(description="The caller's own id, percent-encoded; `source:id` for a record of another source"),
]


def kind_of(request: Request) -> str:
    """The media type of the body, without its parameters."""
    return request.headers.get("content-type", "").split(";")[0].strip().lower()


async def whole_body(request: Request, most: int) -> bytes:
    """The body, held in memory. Raises Problem 413 as soon as it has more than ``most`` bytes."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            raise too_large(f"This body may have {most // 1024} KiB; an import may be larger.")
    return bytes(body)


async def _json_body(request: Request) -> bytes:
    kind = kind_of(request)
    if kind != "application/json" and not (kind.startswith("application/") and kind.endswith("+json")):
        raise Problem(415, "wrong-format", "This format is not read here.", "Send JSON as application/json.")
    return await whole_body(request, MAX_LINE)


JsonBody = Annotated[bytes, Depends(_json_body)]


async def _spooled_body(request: Request) -> AsyncIterator[Any]:
    with SpooledTemporaryFile(SPOOL) as file:
        async for chunk in request.stream():
            file.write(chunk)
        file.seek(0)
        yield file


SpooledBody = Annotated[Any, Depends(_spooled_body, scope="function")]
"""The body as a file; gone when the route has answered."""
