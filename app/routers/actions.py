"""Actions: what somebody agreed to do by a day, and how it ended."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection
from starlette.responses import Response

from app import clock
from app.db import reading, writing
from app.domain.actions import ActionStatus
from app.domain.records.fields import Day, Id, Text
from app.errors import FieldError, does_not_fit, not_found
from app.models.look import Look
from app.routers.assessment_schemas import OwnerShown
from app.routers.bodies import Json, model_of
from app.routers.cursors import Cursor, Limit, after, cursor_at
from app.routers.dependencies import Database, Ingester, JsonBody, Reader
from app.routers.etags import UNCHANGED, Expects, IfNoneMatch, etag_of, tagged
from app.routers.once import Once
from app.routers.problems import documented
from app.routers.record_schemas import body_of
from app.routers.review_forms import WEEK
from app.services.agree_action import Agreement, agree_action, number_in, set_action
from app.services.by_owner import check_owner
from app.services.looks import by_caller, note_look
from app.services.read_actions import list_actions, read_action
from app.services.show_records import Caller, number_of

router = APIRouter(prefix="/v1/actions", tags=["actions"])
What = Annotated[Text, Field(min_length=1, max_length=500)]
Reason = Annotated[Text, Field(min_length=1, max_length=2000)]


class CureNamed(BaseModel):
    """A cure of the account's assessment, as it is named there."""

    model_config = ConfigDict(extra="forbid")
    code: Annotated[Text, Field(max_length=100)]
    type: Annotated[Text, Field(max_length=100)]
    id: Id


class ActionAgreed(BaseModel):
    """What is agreed. Without `what` the cure says it; without `user_id` the account's owner does it."""

    model_config = ConfigDict(extra="forbid")
    account_id: Id
    what: What | None = None
    user_id: Id | None = None
    due_on: Day
    flag_id: Annotated[Text, Field(max_length=20)] | None = None
    cure: CureNamed | None = None
    review_week: Annotated[str, Field(pattern=rf"^{WEEK}$")] | None = None


class ActionSet(BaseModel):
    """How an action ended, or a new day or wording while it is open. `dropped` needs a reason."""

    model_config = ConfigDict(extra="forbid")
    status: Literal["open", "done", "dropped"] | None = None
    reason: Reason | None = None
    due_on: Day | None = None
    what: What | None = None


class CureShownBrief(BaseModel):
    code: str
    type: str
    id: str | None


class FactShown(BaseModel):
    """The record that did it."""

    type: str
    id: str | None
    leadline_id: int
    says: str
    on: date


class Progress(BaseModel):
    """Of an action of several parts."""

    done: int
    of: int
    says: str


class ActionShown(BaseModel):
    """`late`: open past its day, or done after it. `leadline_id` is the account's."""

    id: str
    account_id: str | None
    leadline_id: int
    name: str | None
    what: str
    user_id: str | None
    user: OwnerShown
    due_on: date
    status: ActionStatus
    late: bool
    agreed_at: datetime
    agreed_by: str | None
    flag_id: str | None
    cure: CureShownBrief | None
    review_week: str | None
    done_on: date | None
    done_by_fact: FactShown | None
    progress: Progress | None = Field(description="Of an open action of several parts, once one of them is done")
    dropped_on: date | None
    dropped_reason: str | None
    version: int


class ActionPage(BaseModel):
    items: list[ActionShown]
    next_cursor: str | None


@router.get(
    "",
    operation_id="list_actions",
    summary="Actions, in the order they were agreed",
    responses={200: {"model": ActionPage}, **documented(401, 403, 422)},
)
def get_actions(
    *,
    key: Reader,
    engine: Database,
    status: ActionStatus | None = None,
    account_id: Annotated[Id | None, Query()] = None,
    user_id: Annotated[Id | None, Query()] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Json:
    with reading(engine, key.workspace_id) as connection:
        caller = Caller(connection, key.workspace_id, key.source_id)
        check_owner(caller, user_id)
        user = number_of(caller, "user", user_id) if user_id else None
        items, following = list_actions(
            caller,
            clock.now(),
            status=status,
            account_id=account_id,
            user_id=user_id,
            after=after(cursor),
            limit=limit,
        )
    if user is not None:
        note_look(engine, Look(key.workspace_id, user, by_caller(caller), "actions"))
    return Json({"items": items, "next_cursor": cursor_at(following)})


@router.post(
    "",
    operation_id="agree_action",
    summary="Agree who does what by when",
    status_code=201,
    responses={201: {"model": ActionShown}, **documented(400, 401, 403, 413, 415, 422)},
    openapi_extra=body_of(ActionAgreed),
)
def post_action(key: Ingester, body: JsonBody, once: Once) -> Response:
    said, now = model_of(ActionAgreed, body), clock.now()
    fields: dict[str, Any] = said.model_dump() | {"cure": None}
    if said.cure:
        fields["cure"] = (said.cure.code, said.cure.type, said.cure.id)

    def agree(connection: Connection) -> Response:
        caller = Caller(connection, key.workspace_id, key.source_id)
        number = agree_action(caller, Agreement(**fields), key.source_name, now)
        action = read_action(caller, number, now) or {}
        return Json(action, 201, {"ETag": etag_of(action)})

    return once(agree)


@router.get(
    "/{id}",
    operation_id="get_action",
    summary="One action",
    responses={200: {"model": ActionShown}, **UNCHANGED, **documented(401, 403, 404, 422)},
)
def get_action(id: str, key: Reader, engine: Database, if_none_match: IfNoneMatch = None) -> Response:
    number = number_in(id, "a_")
    with reading(engine, key.workspace_id) as connection:
        caller = Caller(connection, key.workspace_id, key.source_id)
        action = read_action(caller, number, clock.now()) if number else None
    if action is None:
        raise not_found("action")
    return tagged(action, if_none_match)


@router.patch(
    "/{id}",
    operation_id="set_action",
    summary="Say that an action is done or dropped, open it again, or give it another day",
    responses={200: {"model": ActionShown}, **documented(400, 401, 403, 404, 412, 413, 415, 422)},
    openapi_extra=body_of(ActionSet),
)
def patch_action(id: str, key: Ingester, engine: Database, body: JsonBody, expected: Expects) -> Response:
    said, now, number = model_of(ActionSet, body), clock.now(), number_in(id, "a_")
    changes = said.model_dump(exclude_unset=True)
    cleared = [name for name, value in changes.items() if value is None]
    if cleared:
        raise does_not_fit(*(FieldError(f"/{name}", "missing", "cannot be taken away") for name in cleared))
    with writing(engine, key.workspace_id) as connection:
        caller = Caller(connection, key.workspace_id, key.source_id)
        found = number is not None and set_action(caller, number, changes, now, expected)
        action = read_action(caller, number, now) if number and found else None
    if action is None:
        raise not_found("action")
    return tagged(action)
