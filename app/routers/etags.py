"""Entity tags (RFC 9110): whether what a caller holds is still what it would get."""

from collections.abc import Mapping
from hashlib import blake2b
from typing import Annotated, Any

from fastapi import Depends, Header
from starlette.responses import Response

from app.routers.bodies import Json
from app.services.expected import Expected


def etag(*parts: object) -> str:
    """A tag of plain parts, such as a version: equal parts, equal tags."""
    return '"' + "-".join(map(str, parts)) + '"'


def names_etag(header: str | None, tag: str) -> bool:
    """Whether an ``If-None-Match`` or ``If-Match`` header names the tag, alone, in a list or by ``*``.

    Proxies that compress answers mark a tag as weak; it stays the tag we gave.
    """
    given = [each.strip().removeprefix("W/") for each in (header or "").split(",")]
    return tag in given or "*" in given


def not_modified(tag: str) -> Response:
    return Response(status_code=304, headers=headers_of(tag))


def headers_of(tag: str) -> dict[str, str]:
    """For an answer that a caller may keep, and asks about before it is used again."""
    return {"ETag": tag, "Cache-Control": "private, no-cache"}


IfMatch = Annotated[
    str | None,
    Header(
        alias="If-Match",
        max_length=1000,
        description="Write only if the version is still this one: an `ETag`, or the body's `version` in quotes",
    ),
]
IfNoneMatch = Annotated[
    str | None, Header(alias="If-None-Match", max_length=1000, description="An `ETag`: 304 while it is still the same")
]
IfNew = Annotated[str | None, Header(alias="If-None-Match", max_length=1000, description="`*`: write only what is new")]


async def _expected(if_match: IfMatch = None, if_none_match: IfNew = None) -> Expected:
    return Expected(if_match, if_none_match)


UNCHANGED: dict[int | str, dict[str, Any]] = {304: {"description": "It is as `If-None-Match` names it"}}
Expects = Annotated[Expected, Depends(_expected)]
"""What the writer believes to be there."""


def etag_of(body: Mapping[str, Any]) -> str:
    """Its version, and what it comes to: names and days in it change without a version.

    ``warnings`` are about the request that wrote it.
    """
    return etag_over(body["version"], {name: value for name, value in body.items() if name != "warnings"})


def etag_over(version: object, *parts: object) -> str:
    """A version, and a short digest of whatever else the answer depends on."""
    return etag(version, blake2b(repr(parts).encode("utf-8", "replace"), digest_size=6).hexdigest())


def tagged(body: Mapping[str, Any], if_none_match: str | None = None) -> Response:
    """The body with its tag, or 304 where the caller has it."""
    tag = etag_of(body) if "version" in body else etag_over(len(body), body)
    same = if_none_match is not None and names_etag(if_none_match, tag)
    return not_modified(tag) if same else Json(body, headers=headers_of(tag))
