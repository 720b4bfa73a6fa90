"""Widgets: flat data for dashboards, pages for frames, pictures for mail."""

import csv
import gzip
import re
from collections.abc import Callable, Coroutine, Mapping
from datetime import datetime
from hashlib import sha256
from io import StringIO
from typing import Annotated, Any, Literal, cast

from fastapi import APIRouter, Path, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.responses import HTMLResponse, Response

from app import clock
from app.db import reading
from app.errors import FieldError, Problem, does_not_fit, not_found
from app.models.look import Look
from app.routers.bodies import Json
from app.routers.etags import IfNoneMatch, etag, headers_of, names_etag, not_modified
from app.routers.kept_bodies import Kept, KeptBodies
from app.routers.kept_pages import stored_now
from app.routers.problems import documented
from app.routers.widget_access import RAN_OUT, Access, WidgetEntrance
from app.services.cells import as_text
from app.services.looks import by_caller, note_look
from app.services.widgets import NAMES, OF_AN_ACCOUNT, Name, Widget, read_widget
from app.settings import settings
from app.surfaces.widgets.cards import MOST_LINES
from app.surfaces.widgets.frames import sorry_html, widget_html
from app.surfaces.widgets.pictures import Theme, widget_picture

Form = Literal["json", "csv", "html", "svg", "png"]
MEDIA: dict[Form, str] = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "svg": "image/svg+xml",
    "png": "image/png",
}
PACKED_FROM, PACKED = 16 * 1024, 4
"""Bytes from which on an answer is sent packed to whoever takes that, and how hard: the flags of all to a twentieth."""
GZIP = re.compile(r"gzip(\s*;\s*q=(0\.0*[1-9]\d*|1(\.0*)?))?")
"""With a weight of more than nothing."""
NAME = "|".join(NAMES)
Asked = Annotated[
    str, Path(pattern=rf"^({NAME})(\.(json|csv|html|svg|png))?$", description="Such as account, or account.png")
]
Pixels = Annotated[int, Query(ge=200, le=2000, description="Of a picture")]
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors {}"
)


class WidgetRows(BaseModel):
    """Flat rows: each holds the same plain values."""

    widget: str
    items: list[dict[str, Any]]


def _form(request: Request) -> Form:
    """The suffix wins, then the first form named in ``Accept``, then JSON."""
    suffix = request.url.path.rpartition("/")[2].partition(".")[2]
    if suffix in MEDIA:
        return suffix
    forms = {media.split(";")[0]: form for form, media in MEDIA.items()}
    wanted = (part.split(";")[0].strip() for part in request.headers.get("accept", "").split(","))
    return next((forms[media] for media in wanted if media in forms), "json")


class WidgetRoute(APIRoute):
    """In a frame, what cannot be shown is said in a sentence, not in JSON."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def handled(request: Request) -> Response:
            if _form(request) != "html":
                return await handle(request)
            try:
                return await handle(request)
            except Problem as problem:
                return _framed(sorry_html(problem.detail or problem.title), "*", problem.status)
            except RequestValidationError:
                return _framed(sorry_html(RAN_OUT), "*", 422)

        return handled


PAGE: dict[str, dict[str, str]] = {"text/html": {}}
"""In a frame what cannot be shown is said as a page."""
router = APIRouter(prefix="/v1/widgets", tags=["widgets"], route_class=WidgetRoute)


@router.get(
    "/{widget}",
    operation_id="get_widget",
    summary="A widget, as data, a page for a frame, or a picture",
    description="By `Accept` or suffix as JSON, CSV, HTML, SVG or PNG. With a key, or with a token of"
    " `POST /v1/embed-tokens`, which says what is shown and to whom.",
    responses={
        200: {
            "model": WidgetRows,
            "content": {media.split(";")[0]: {} for form, media in MEDIA.items() if form != "json"},
        },
        304: {"description": "What was sent before is still what it would be"},
        **{
            status: said | {"content": said["content"] | PAGE}
            for status, said in documented(401, 403, 404, 422).items()
        },
    },
)
def get_widget(
    *,
    request: Request,
    widget: Asked,
    entrance: WidgetEntrance,
    kept: Kept,
    if_none_match: IfNoneMatch = None,
    width: Pixels = 600,
    height: Pixels = 360,
    theme: Theme = "light",
) -> Response:
    now = clock.now()
    # Who may look, and what is kept, are both asked for under this word: after any write both are worked out again.
    state = stored_now(entrance.engine, now)
    name, form = cast(Name, widget.partition(".")[0]), _form(request)
    access = entrance.enter(name, state, now)
    look = ((width, height), theme) if form in ("svg", "png") else ()
    named = "widget", name, form, look, settings().public_url, access.eyes
    content, digest = kept.get(named, state), kept.get((*named, "digest"), state)
    if content is None or digest is None:
        content = _content(access, name, form, (width, height), theme, now)
        digest = sha256(content).hexdigest()[:32].encode()
        kept.keep(named, state, content)
        kept.keep((*named, "digest"), state, digest)
    tag = etag(digest.decode())
    if form != "html" and if_none_match is not None and names_etag(if_none_match, tag):
        return not_modified(tag)
    packing = {"Vary": "Accept, Accept-Encoding"}
    if form != "png" and len(content) >= PACKED_FROM and _unpacks(request):
        content, tag = _packed(kept, named, state, content), f"W/{tag}"
        packing["Content-Encoding"] = "gzip"
    if form == "html":
        return _framed(content, _ancestors(access), 200, packing)
    headers = headers_of(tag) | packing | {"Referrer-Policy": "no-referrer"}
    return Response(content, media_type=MEDIA[form], headers=headers)


def _unpacks(request: Request) -> bool:
    """Whether whoever asks takes gzip."""
    said = request.headers.get("accept-encoding", "").lower()
    return any(GZIP.fullmatch(each.strip()) for each in said.split(","))


def _packed(kept: KeptBodies, named: tuple[object, ...], state: str, content: bytes) -> bytes:
    packed = kept.get((*named, "gzip"), state)
    if packed is None:
        packed = gzip.compress(content, PACKED, mtime=0)
        kept.keep((*named, "gzip"), state, packed)
    return packed


def _found(access: Access, name: Name, address: str, now: datetime, most_flags: int | None) -> Widget:
    if name in OF_AN_ACCOUNT and access.embed is None and access.asked.account_id is None:
        raise does_not_fit(FieldError("/query/account_id", "missing", f"say whose {name} is meant"))
    with reading(access.engine, access.workspace_id) as connection:
        caller = access.caller_of(connection)
        wanted = access.wanted(caller)
        account = access.account(caller)
        found = read_widget(caller, name, account, wanted, now, address, most_flags) if wanted else None
    if found is None:
        raise not_found("account") if wanted else not_found("owner")
    if wanted and wanted.owner_id is not None and name not in OF_AN_ACCOUNT:
        note_look(access.engine, Look(access.workspace_id, wanted.owner_id, by_caller(caller), "accounts"))
    return found


def _content(access: Access, name: Name, form: Form, size: tuple[int, int], theme: Theme, now: datetime) -> bytes:
    address = settings().public_url
    widget = _found(access, name, address, now, None if form in ("json", "csv") else MOST_LINES)
    if form == "html":
        return widget_html(widget, address).encode()
    if form == "json":
        return bytes(Json({"widget": widget.name, "items": widget.rows}).body)
    if form == "csv":
        return _csv(widget)
    return widget_picture(widget, "svg" if form == "svg" else "png", size, theme, address)


def _csv(widget: Widget) -> bytes:
    file = StringIO()
    rows = csv.DictWriter(file, widget.columns)
    rows.writeheader()
    rows.writerows(
        {name: as_text(cell) if isinstance(cell, str) else cell for name, cell in row.items()} for row in widget.rows
    )
    return file.getvalue().encode("utf-8-sig")


def _framed(html: str | bytes, ancestors: str, status: int, packing: Mapping[str, str] | None = None) -> Response:
    headers = {
        **(packing or {}),
        "Content-Security-Policy": POLICY.format(ancestors),
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    return HTMLResponse(html, status, headers)


def _ancestors(access: Access) -> str:
    return " ".join(access.embed.origins) if access.embed and access.embed.origins else "'none'"
