"""A body over the limit is refused early, and no more of it is read than the limit."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine

from app.main import create_app
from app.settings import Settings
from tests.clients import client_of

LIMIT = 1000


async def post(engine: Engine, path: str, chunks: int, **headers: str) -> tuple[httpx.Response, int]:
    """The answer, and how many chunks of 300 bytes the server took."""
    taken = 0

    async def body() -> AsyncIterator[bytes]:
        nonlocal taken
        for _ in range(chunks):
            taken += 1
            yield b"x" * 300

    app = create_app(engine, Settings(max_body_bytes=LIMIT))
    sent = {**client_of(engine).headers, "content-type": "application/x-ndjson", **headers}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        request: Any = client.put if path.startswith("/v1/accounts") else client.post
        return await request(path, content=body(), headers=sent), taken


@pytest.mark.parametrize(("path", "kind"), [("/v1/imports", "text/csv"), ("/v1/accounts/1", "application/json")])
async def test_a_body_that_tells_its_length_is_refused_unread(sqlite_engine: Engine, path: str, kind: str) -> None:
    told = {"content-length": str(64 * 1024 * 1024 * 1024), "content-type": kind}
    answer, taken = await post(sqlite_engine, path, 1000, **told)
    assert (answer.status_code, taken) == (413, 0)
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(("path", "kind"), [("/v1/imports", "text/csv"), ("/v1/accounts/1", "application/json")])
async def test_a_body_in_chunks_is_refused_at_the_limit(sqlite_engine: Engine, path: str, kind: str) -> None:
    answer, taken = await post(sqlite_engine, path, 1000, **{"content-type": kind})
    assert answer.status_code == 413
    assert taken <= LIMIT // 300 + 2
    assert answer.json()["title"]


async def test_a_body_within_the_limit_is_taken(sqlite_engine: Engine) -> None:
    answer, _ = await post(sqlite_engine, "/v1/imports", 3)
    assert answer.status_code == 200


async def test_a_caller_without_a_key_is_refused_unread(sqlite_engine: Engine) -> None:
    answer, taken = await post(sqlite_engine, "/v1/imports", 3, authorization="Bearer no")
    assert (answer.status_code, taken) == (401, 0)
