"""Entity tags (RFC 9110): whether what a caller holds is still what it would get."""

from starlette.responses import Response


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
    return Response(status_code=304, headers={"ETag": tag})
