"""Flags: what somebody should look at, and what people said of it."""

from datetime import date
from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict
from starlette.responses import Response

from app import clock
from app.db import reading, writing
from app.domain import terms
from app.domain.records.fields import Day, Note
from app.errors import not_found
from app.routers.assessment_schemas import FlagShown, OwnerShown
from app.routers.bodies import Json, model_of
from app.routers.cursors import LARGEST, Cursor, Limit, after, cursor_at
from app.routers.dependencies import Database, Ingester, JsonBody, Reader
from app.routers.etags import UNCHANGED, Expects, IfNoneMatch, tagged
from app.routers.problems import documented
from app.routers.record_schemas import body_of
from app.services.flags import list_flags, read_flag, set_flag
from app.services.show_records import Caller

router = APIRouter(prefix="/v1/flags", tags=["flags"])
Code = Literal[
    "managed_not_led", "neglected", "led_untidy", "single_threaded", "proposal_without_support",
    "order_taking", "change_without_leadership", "capture_gap",
]  # fmt: skip


class FlagOfAccount(FlagShown):
    account_id: str | None
    leadline_id: int
    name: str | None
    owner: OwnerShown | None
    cleared_on: date | None
    snoozed_until_on: date | None
    set_by: str | None
    version: int


class FlagPage(BaseModel):
    items: list[FlagOfAccount]
    next_cursor: str | None


class FlagSet(BaseModel):
    """What a person says of a flag. `on_purpose` and `disagreed` need a reason, `snoozed` a day to come."""

    model_config = ConfigDict(extra="forbid")
    status: Literal["open", "acknowledged", "snoozed", "on_purpose", "disagreed"]
    reason: Note | None = None
    snoozed_until_on: Day | None = None


@router.get(
    "",
    operation_id="list_flags",
    summary="Flags, in the order they were first raised",
    responses={200: {"model": FlagPage}, **documented(401, 403, 422)},
)
def get_flags(
    *,
    key: Reader,
    engine: Database,
    status: terms.FlagStatus | None = None,
    code: Code | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Json:
    with reading(engine, key.workspace_id) as connection:
        caller = Caller(connection, key.workspace_id, key.source_id)
        items, following = list_flags(caller, clock.now(), status=status, code=code, after=after(cursor), limit=limit)
    return Json({"items": items, "next_cursor": cursor_at(following)})


@router.get(
    "/{id}",
    operation_id="get_flag",
    summary="One flag",
    responses={200: {"model": FlagOfAccount}, **UNCHANGED, **documented(401, 403, 404, 422)},
)
def get_flag(id: str, key: Reader, engine: Database, if_none_match: IfNoneMatch = None) -> Response:
    with reading(engine, key.workspace_id) as connection:
        flag = read_flag(Caller(connection, key.workspace_id, key.source_id), _number(id), clock.now())
    if flag is None:
        raise not_found("flag")
    return tagged(flag, if_none_match)


@router.patch(
    "/{id}",
    operation_id="set_flag",
    summary="Answer a flag: acknowledge, put off, keep on purpose, disagree, or open it again",
    responses={200: {"model": FlagOfAccount}, **documented(400, 401, 403, 404, 412, 413, 415, 422)},
    openapi_extra=body_of(FlagSet),
)
def patch_flag(id: str, key: Ingester, engine: Database, body: JsonBody, expected: Expects) -> Response:
    said, now, number = model_of(FlagSet, body), clock.now(), _number(id)
    with writing(engine, key.workspace_id) as connection:
        found = set_flag(
            connection,
            key.workspace_id,
            number,
            status=said.status,
            reason=said.reason,
            snoozed_until_on=said.snoozed_until_on,
            set_by=key.source_name,
            now=now,
            expected=expected,
        )
        flag = read_flag(Caller(connection, key.workspace_id, key.source_id), number, now)
    if not found or flag is None:
        raise not_found("flag")
    return tagged(flag)


def _number(id_: str) -> int:
    digits = id_.removeprefix("f_")
    if not (id_.startswith("f_") and digits.isascii() and digits.isdecimal() and len(digits) <= 10):
        raise not_found("flag")
    if int(digits) > LARGEST:
        raise not_found("flag")
    return int(digits)
