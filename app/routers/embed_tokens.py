"""Letting other sites show widgets: which sites, and a short-lived token for each view."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection
from starlette.responses import Response

from app import clock
from app.db import reading, writing
from app.domain import terms
from app.domain.records.fields import Id, Word
from app.errors import FieldError, does_not_fit
from app.routers.bodies import Json, model_of
from app.routers.dependencies import Admin, Database, JsonBody, Reader
from app.routers.once import Once
from app.routers.problems import documented
from app.routers.record_schemas import body_of
from app.services.by_owner import check_owner
from app.services.embed_tokens import (
    LONGEST,
    Embed,
    allow_origins,
    allowed_origins,
    issue,
    new_id,
    origin_of,
    take_back,
)
from app.services.keys import Key
from app.services.show_records import Caller, number_of
from app.services.widgets import OF_AN_ACCOUNT, Name
from app.settings import settings

LONGEST_MINUTES = int(LONGEST.total_seconds() // 60)
router = APIRouter(prefix="/v1", tags=["widgets"])


class Locked(BaseModel):
    """Filters nobody who sees the widget can take off."""

    model_config = ConfigDict(extra="forbid")
    posture: terms.Posture | None = None
    aim: terms.Aim | None = None
    owner_id: Id | None = None
    team: Word | None = None


class EmbedWanted(BaseModel):
    """Whose eyes, which widget, for how long."""

    model_config = ConfigDict(extra="forbid")
    viewer: Id = Field(description="The user who looks: they see what they may see, no more")
    widget: Name
    account_id: Id | None = Field(default=None, description="For account, trend and lineup")
    filters: Locked = Locked()
    origin: Word | None = Field(default=None, description="The one site that may frame it; else all of the workspace's")
    minutes: int = Field(default=LONGEST_MINUTES, ge=1, le=LONGEST_MINUTES)


class EmbedToken(BaseModel):
    id: str
    token: str
    url: str
    expires_at: datetime


class Origins(BaseModel):
    """Sites such as `https://portal.example` that may frame widgets."""

    model_config = ConfigDict(extra="forbid")
    origins: list[Word] = Field(max_length=50)


@router.post(
    "/embed-tokens",
    operation_id="create_embed_token",
    summary="A token with which a frame may show one widget, for at most 15 minutes",
    status_code=201,
    responses={201: {"model": EmbedToken}, **documented(400, 401, 403, 413, 415, 422)},
    openapi_extra=body_of(EmbedWanted),
)
def create_embed_token(key: Reader, body: JsonBody, once: Once) -> Response:
    wanted = model_of(EmbedWanted, body)

    def made(connection: Connection) -> Response:
        embed = _embed(connection, key, wanted)
        token = issue(connection, embed)
        url = f"{settings().public_url.rstrip('/')}/v1/widgets/{embed.widget}.html?token={token}"
        expires_at = clock.written(datetime.fromtimestamp(embed.until, UTC))
        return Json({"id": embed.id, "token": token, "url": url, "expires_at": expires_at}, 201)

    return once(made)


@router.delete(
    "/embed-tokens/{id}",
    operation_id="revoke_embed_token",
    summary="Take a token back: from now on it shows nothing",
    status_code=204,
    responses=documented(401, 403, 422),
)
def revoke_embed_token(
    id: Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{1,40}$")], key: Reader, engine: Database
) -> Response:
    with writing(engine, key.workspace_id) as connection:
        take_back(connection, key.workspace_id, id, clock.now())
    return Response(status_code=204)


@router.get(
    "/embed-origins",
    operation_id="get_embed_origins",
    summary="The sites that may frame widgets",
    responses={200: {"model": Origins}, **documented(401, 403)},
)
def get_embed_origins(key: Reader, engine: Database) -> Json:
    with reading(engine, key.workspace_id) as connection:
        return Json({"origins": allowed_origins(connection, key.workspace_id)})


@router.put(
    "/embed-origins",
    operation_id="put_embed_origins",
    summary="Say which sites may frame widgets; none at first",
    responses={200: {"model": Origins}, **documented(400, 401, 403, 413, 415, 422)},
    openapi_extra=body_of(Origins),
)
def put_embed_origins(key: Admin, engine: Database, body: JsonBody) -> Json:
    origins = list(dict.fromkeys(origin_of(each) for each in model_of(Origins, body).origins))
    with writing(engine, key.workspace_id) as connection:
        allow_origins(connection, key.workspace_id, origins)
    return Json({"origins": origins})


def _embed(connection: Connection, key: Key, wanted: EmbedWanted) -> Embed:
    caller = Caller(connection, key.workspace_id, key.source_id)
    if (wanted.widget in OF_AN_ACCOUNT) != (wanted.account_id is not None):
        said = "say whose it is" if wanted.account_id is None else f"{wanted.widget} is not about one account"
        raise does_not_fit(FieldError("/account_id", "does_not_go", said))
    filters = wanted.filters.model_dump()
    viewer = _known(caller, "user", wanted.viewer, "/viewer")
    owner = filters["owner_id"] and _known(caller, "user", filters["owner_id"], "/filters/owner_id")
    check_owner(replace(caller, viewer=viewer), owner)
    return Embed(
        id=new_id(),
        workspace_id=key.workspace_id,
        source_id=key.source_id,
        viewer=viewer,
        widget=wanted.widget,
        account=_known(caller, "account", wanted.account_id, "/account_id") if wanted.account_id else None,
        filters=filters | {"owner_id": owner},
        origins=(origin_of(wanted.origin),) if wanted.origin else (),
        until=int(clock.now().timestamp()) + 60 * wanted.minutes,
    )


def _known(caller: Caller, record_type: str, id_: str, pointer: str) -> int:
    number = number_of(caller, record_type, id_)
    if number is None:
        raise does_not_fit(FieldError(pointer, "not_known", f"no {record_type} has this id"))
    return number
