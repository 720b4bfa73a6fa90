"""Many records at once."""

from collections.abc import Iterator
from contextlib import nullcontext
from itertools import islice
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, available_timezones

from fastapi import APIRouter, Query, Request
from pydantic import AfterValidator, BaseModel
from sqlalchemy import Connection
from starlette.responses import Response

from app import clock
from app.db import reading
from app.domain.records import RECORD_TYPES
from app.errors import Problem, too_large
from app.routers.bodies import Json
from app.routers.dependencies import Database, Ingester, SpooledBody, kind_of
from app.routers.once import Once
from app.routers.problems import documented
from app.services.import_rows import Result, Summary, import_rows
from app.services.policies import policy_in_force
from app.services.read_rows import count_rows, read_rows
from app.services.reassess_accounts import settle
from app.services.split_rows import Form
from app.services.unpack import unpack

MAX_ROWS = 100_000
FORMS: dict[str, Form] = {"application/json": "json", "application/x-ndjson": "ndjson", "text/csv": "csv"}
router = APIRouter(prefix="/v1", tags=["imports"])


class RowFault(BaseModel):
    field: str
    code: str
    reason: str


class RowResult(BaseModel):
    """What became of a row; ``row`` counts from 1, without a CSV's header."""

    row: int
    type: str | None
    id: str | None
    status: Literal["stored", "unchanged", "refused"]
    errors: list[RowFault]


class ImportSummary(BaseModel):
    received: int
    stored: int
    unchanged: int
    refused: int


class ImportWarning(BaseModel):
    """A field that no record of the type has; it was kept out of so many rows."""

    type: str | None
    field: str
    code: Literal["unknown_field"]
    rows: int


class ImportAnswer(BaseModel):
    summary: ImportSummary
    results: list[RowResult]
    warnings: list[ImportWarning]


def _zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError("must be a time zone such as Europe/Amsterdam")
    return name


def _type(name: str) -> str:
    if name not in RECORD_TYPES:
        raise ValueError(f"must be one of {', '.join(RECORD_TYPES)}")
    return name


_ROWS: dict[str, Any] = {"type": "array", "items": {"type": "object"}}
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
    f" names. At most {MAX_ROWS:,} rows; more go in several bodies, or by `leadline import`.",
    responses={200: {"model": ImportAnswer}, **documented(400, 401, 403, 413, 415, 422)},
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
) -> Response:
    form = _form(request)
    packed = _packed(request)
    for number in count_rows(unpack(body) if packed else body, form):
        if number > MAX_ROWS:
            raise too_large(f"An import takes {MAX_ROWS:,} rows. Send more in several, or use `leadline import`.")
    body.seek(0)
    now, summary = clock.now(), Summary()
    with reading(engine, key.workspace_id) as connection:
        purposes = policy_in_force(connection, key.workspace_id).mappings.purpose
    rows = read_rows(unpack(body) if packed else body, form, type, ZoneInfo(zone) if zone else None, purposes)

    def store(connection: Connection) -> Response:
        stored = import_rows(lambda: nullcontext(connection), key.workspace_id, key.source_id, rows, now)
        results = list(_shown(stored, summary))
        counts = {status: summary[status] for status in ("stored", "unchanged", "refused")}
        warnings = [
            {"type": of_type, "field": name, "code": "unknown_field", "rows": count}
            for (of_type, name), count in islice(summary.unknown.items(), 100)
        ]
        return Json({"summary": {"received": summary.total(), **counts}, "results": results, "warnings": warnings})

    answer = once(store)
    settle(engine, key.workspace_id, now)
    return answer


def _shown(results: Iterator[Result], summary: Summary) -> Iterator[dict[str, Any]]:
    for result in results:
        summary.add(result)
        row = result.row
        errors = [{"field": error.field, "code": error.code, "reason": error.detail} for error in row.errors]
        yield {"row": row.number, "type": row.type, "id": row.id, "status": result.status, "errors": errors}


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
