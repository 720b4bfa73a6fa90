"""Many records at once."""

from collections.abc import Iterable
from contextlib import nullcontext
from typing import Annotated, Any, BinaryIO
from zoneinfo import ZoneInfo, available_timezones

from fastapi import APIRouter, Header, Query, Request
from pydantic import AfterValidator
from sqlalchemy import Connection
from starlette.responses import Response

from app import clock
from app.db import reading
from app.domain.records import RECORD_TYPES
from app.errors import Problem
from app.routers.bodies import Json
from app.routers.dependencies import Database, Ingester, SpooledBody, kind_of
from app.routers.import_schemas import ImportAnswer, ImportShown
from app.routers.once import Once
from app.routers.problems import documented
from app.services.import_jobs import Sent, queue_import, show_import
from app.services.import_rows import Result, Summary, import_rows, shown_result, shown_warnings
from app.services.policies import policy_in_force
from app.services.read_rows import MOST_ROWS, check_header, count_rows, read_rows
from app.services.reassess_accounts import settle
from app.services.split_rows import Form
from app.services.unpack import unpack

AT_ONCE = 10_000
"""Rows that are stored before the answer; more go on after it."""
FORMS: dict[str, Form] = {"application/json": "json", "application/x-ndjson": "ndjson", "text/csv": "csv"}
router = APIRouter(prefix="/v1", tags=["imports"])


def _zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError("must be a time zone such as Europe/Amsterdam")
    return name


def _type(name: str) -> str:
    if name not in RECORD_TYPES:
        raise ValueError(f"must be one of {', '.join(RECORD_TYPES)}")
    return name


_ROW = 'A row such as `{"type": "activity", "id": ...}`; what is none is refused in its place'
_ROWS: dict[str, Any] = {"type": "array", "items": {"description": _ROW}}
_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": _ROWS},
            "application/x-ndjson": {"schema": {"type": "string"}},
            "text/csv": {"schema": {"type": "string"}},
        },
    }
}


@router.post(
    "/imports",
    operation_id="import_records",
    summary="Store many records; good rows are kept when others are refused",
    description="A JSON array, NDJSON, or CSV with `?type=`; each may be sent with `Content-Encoding: gzip`. A row is"
    ' `{"type": "activity", "id": ..., ...}`, replacing the record, or with `"patch": true` changing the fields it'
    f" names. More than {AT_ONCE:,} rows, or any with `Prefer: respond-async`, are stored after the answer: 202, with"
    f" the address that tells how far it is. A body may have {MOST_ROWS:,} rows.",
    responses={
        200: {"model": ImportAnswer},
        202: {"model": ImportShown, "headers": {"Location": {"schema": {"type": "string"}}}},
        **documented(400, 401, 403, 413, 415, 422),
    },
    openapi_extra=_BODY,
)
def import_records(
    *,
    request: Request,
    key: Ingester,
    engine: Database,
    body: SpooledBody,
    once: Once,
    type: Annotated[
        str | None, AfterValidator(lambda name: name and _type(name)), Query(description="Type of rows that name none")
    ] = None,
    zone: Annotated[
        str | None, AfterValidator(lambda name: name and _zone(name)), Query(description="Zone of naive instants")
    ] = None,
    prefer: Annotated[str | None, Header(description="`respond-async`: store after the answer, however few")] = None,
) -> Response:
    form, packed = _form(request), _packed(request)
    rows = count_rows(unpack(body) if packed else body, form)
    if form == "csv":
        check_header(unpack(_from_start(body)) if packed else _from_start(body), type)
    now, zoned = clock.now(), ZoneInfo(zone) if zone else None
    if rows > AT_ONCE or "respond-async" in (prefer or "").lower():

        def queue(connection: Connection) -> Response:
            asked = Sent(_from_start(body), form, packed, type, zone, rows)
            import_id = queue_import(connection, key.workspace_id, key.source_id, asked, now)
            shown = show_import(connection, key.source_id, (key.workspace_id, import_id))
            return Json(shown, 202, {"Location": f"/v1/imports/{import_id}", "Retry-After": "2"})

        return once(queue)
    with reading(engine, key.workspace_id) as connection:
        words = policy_in_force(connection, key.workspace_id).mappings.in_our_words

    def store(connection: Connection) -> Response:
        whole = unpack(_from_start(body)) if packed else _from_start(body)
        sent = read_rows(whole, form, type, zoned, words)
        stored = import_rows(lambda: nullcontext(connection), key.workspace_id, key.source_id, sent, now)
        return Json(_answer(stored))

    answer = once(store)
    settle(engine, key.workspace_id, now)
    return answer


def _answer(stored: Iterable[Result]) -> dict[str, Any]:
    summary, results = Summary(), []
    for result in stored:
        summary.add(result)
        results.append(shown_result(result))
    counts = {status: summary[status] for status in ("stored", "unchanged", "refused")}
    return {
        "summary": {"received": summary.total(), **counts},
        "results": results,
        "warnings": shown_warnings((*field, rows) for field, rows in summary.unknown.items()),
    }


def _from_start(body: BinaryIO) -> BinaryIO:
    body.seek(0)
    return body


def _form(request: Request) -> Form:
    kind = kind_of(request)
    if kind not in FORMS:
        raise Problem(415, "wrong-format", "This format is not read here.", f"Send one of {', '.join(FORMS)}.")
    return FORMS[kind]


def _packed(request: Request) -> bool:
    encoding = request.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("identity", "gzip"):
        said = "Send it plain, or with Content-Encoding: gzip."
        raise Problem(415, "wrong-format", "This compression is not read here.", said)
    return encoding == "gzip"
