"""The policy: every number that judging uses, read, tried and published."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection

from app import clock
from app.db import reading, writing
from app.domain import terms
from app.domain.records.fields import Word
from app.errors import Problem
from app.routers.bodies import Json, model_of
from app.routers.dependencies import Admin, Database, JsonBody, Reader, kind_of, whole_body
from app.routers.etags import UNCHANGED, Expects, IfNoneMatch, etag_of, tagged
from app.routers.once import Once
from app.routers.problems import documented
from app.routers.record_schemas import REF, body_of
from app.services.draft_policy import draft_policy, show_draft
from app.services.policies import LARGEST, kept_draft, policy_of_draft, published
from app.services.policy_impact import policy_impact
from app.services.policy_yaml import MOST_BYTES, read_policy_yaml, write_policy_yaml
from app.services.publish_policy import LONGEST_REASON, publish_policy
from app.services.reassess_accounts import settle
from app.services.show_records import Caller
from app.services.store_record import JUDGED_AT_ONCE

router = APIRouter(prefix="/v1/policy", tags=["policy"])
YAML = "application/yaml"


class PolicyAnswer(BaseModel):
    """Each number with its unit, the reason for it and its source. Version 1 is the one we ship; nobody signs it."""

    version: int
    author: str | None
    reason: str | None
    published_at: datetime | None
    policy: dict[str, Any]


class PolicyTried(BaseModel):
    """A policy laid over the one we ship: what it leaves out stays. A number is bare, or has its value in `value`."""

    model_config = ConfigDict(extra="forbid")
    document: dict[str, Any]


class PolicyChange(BaseModel):
    pointer: str
    unit: str | None
    before: Any
    after: Any
    sentence: str


class PolicyDraftAnswer(BaseModel):
    id: str
    based_on: int = Field(description="The version in force when it was made; another one later, and it is stale")
    made_by: str | None
    made_at: datetime
    published_as: int | None
    version: int
    changes: list[PolicyChange] = Field(description="Against the policy in force")
    policy: dict[str, Any]


class PolicyPublished(BaseModel):
    """Publish a draft; the reason is shown beside the policy."""

    model_config = ConfigDict(extra="forbid")
    draft_id: Word
    reason: Annotated[str, Field(min_length=1, max_length=LONGEST_REASON)]


class PostureCount(BaseModel):
    posture: terms.Posture
    title: str
    before: int
    after: int


class Moved(BaseModel):
    account_id: str
    leadline_id: int
    name: str | None
    owner: dict[str, Any] | None


class Flip(Moved):
    before: str
    after: str


class FlagMoved(Moved):
    code: str
    title: str
    becomes: str = Field(description="`open` or `cleared`")


class PolicyImpact(BaseModel):
    """Every account judged under the draft, against the policy in force, at the same instant."""

    draft_id: str
    policy_version: int
    as_of: datetime
    accounts: int
    unchanged: int
    sentence: str
    sentences: list[str]
    postures: list[PostureCount]
    flips: list[Flip]
    aims: list[Flip]
    flags: list[FlagMoved]


@router.get(
    "",
    operation_id="get_policy",
    summary="The policy in force, or an earlier version",
    description="As JSON, or as YAML where `Accept` asks for `application/yaml`.",
    responses={200: {"model": PolicyAnswer, "content": {YAML: {}}}, **UNCHANGED, **documented(401, 403, 404, 422)},
)
def get_policy(
    request: Request,
    key: Reader,
    engine: Database,
    version: Annotated[int | None, Query(ge=1, le=LARGEST)] = None,
    if_none_match: IfNoneMatch = None,
) -> Response:
    with reading(engine, key.workspace_id) as connection:
        found = published(connection, key.workspace_id, version)
    if YAML in request.headers.get("accept", ""):
        return Response(write_policy_yaml(found["body"]), media_type=YAML)
    return tagged(_shown(found), if_none_match)


async def _written(request: Request) -> dict[str, Any]:
    """The document somebody sends, in either form."""
    body, kind = await whole_body(request, MOST_BYTES), kind_of(request)
    if kind == YAML:
        return read_policy_yaml(body)
    if kind != "application/json":
        said = f"Send JSON as application/json, or YAML as {YAML}."
        raise Problem(415, "wrong-format", "This format is not read here.", said)
    return model_of(PolicyTried, body).document


Written = Annotated[dict[str, Any], Depends(_written)]


@router.post(
    "/drafts",
    operation_id="draft_policy",
    summary="Try a policy: check it and keep it as a draft",
    description="Send JSON, or the document itself as `application/yaml`.",
    status_code=201,
    responses={201: {"model": PolicyDraftAnswer}, **documented(400, 401, 403, 413, 415, 422)},
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": {"$ref": REF.format(model="PolicyTried")}}, YAML: {}},
        }
    },
)
def post_draft(key: Admin, written: Written, once: Once) -> Response:
    def draft(connection: Connection) -> Response:
        made = draft_policy(connection, key.workspace_id, written, made_by=key.source_name, now=clock.now())
        shown = show_draft(connection, key.workspace_id, made)
        return Json(shown, 201, {"ETag": etag_of(shown)})

    return once(draft)


@router.get(
    "/drafts/{id}",
    operation_id="get_policy_draft",
    summary="A draft, and what it would change in the policy",
    responses={200: {"model": PolicyDraftAnswer}, **UNCHANGED, **documented(401, 403, 404, 422)},
)
def get_draft(id: str, key: Reader, engine: Database, if_none_match: IfNoneMatch = None) -> Response:
    with reading(engine, key.workspace_id) as connection:
        return tagged(show_draft(connection, key.workspace_id, id), if_none_match)


@router.get(
    "/drafts/{id}/impact",
    operation_id="get_policy_impact",
    summary="Which accounts a draft would move, both ways, with names",
    responses={200: {"model": PolicyImpact}, **documented(401, 403, 404, 422)},
)
def get_impact(id: str, key: Reader, engine: Database) -> Json:
    with reading(engine, key.workspace_id) as connection:
        tried = policy_of_draft(kept_draft(connection, key.workspace_id, id))
        found = policy_impact(Caller(connection, key.workspace_id, key.source_id), tried, clock.now())
    return Json({"draft_id": id, **found})


@router.put(
    "",
    operation_id="publish_policy",
    summary="Publish a draft: from now on every account is judged by it",
    responses={200: {"model": PolicyAnswer}, **documented(400, 401, 403, 404, 409, 412, 413, 415, 422)},
    openapi_extra=body_of(PolicyPublished),
)
def put_policy(key: Admin, engine: Database, body: JsonBody, expected: Expects) -> Response:
    said, now = model_of(PolicyPublished, body), clock.now()
    with writing(engine, key.workspace_id) as connection:
        publish_policy(
            connection,
            key.workspace_id,
            said.draft_id,
            author=key.source_name,
            reason=said.reason,
            now=now,
            expected=expected,
        )
        found = published(connection, key.workspace_id)
    settle(engine, key.workspace_id, now, at_most=JUDGED_AT_ONCE)
    return tagged(_shown(found))


def _shown(found: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **{name: found[name] for name in ("version", "author", "reason", "published_at")},
        "policy": found["body"],
    }
