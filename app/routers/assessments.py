"""What we say about accounts: one, its timeline, or all."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from sqlalchemy import Connection, Engine
from starlette.responses import Response

from app import clock
from app.db import reading
from app.domain import terms
from app.domain.records.fields import Id, Instant, Word
from app.errors import not_found
from app.models.assessment_stamp import stamp_of
from app.models.look import Look
from app.routers.assessment_schemas import AssessmentPage, AssessmentShown, TimelinePage
from app.routers.bodies import Json
from app.routers.cursors import Cursor, Limit, after, cursor_at
from app.routers.dependencies import Database, Reader, RecordId, WholePath
from app.routers.etags import UNCHANGED, IfNoneMatch, etag_over, headers_of, names_etag, not_modified, tagged
from app.routers.kept_bodies import Kept, KeptBodies
from app.routers.problems import documented
from app.services.assessments import read_assessment
from app.services.by_owner import check_owner
from app.services.choosing import NOBODY, Wanted
from app.services.keys import Key
from app.services.list_assessments import Sort, page_of_assessments
from app.services.looks import by_caller, note_look
from app.services.show_records import Caller, number_of
from app.services.timeline import read_timeline

router = APIRouter(prefix="/v1", tags=["assessments"], dependencies=[WholePath])


def caller_of(connection: Connection, key: Key) -> Caller:
    return Caller(connection, key.workspace_id, key.source_id)


@router.get(
    "/accounts/{id}/assessment",
    operation_id="get_assessment",
    summary="Is this account led, and why",
    description="The one we keep; with `as_of`, `known_at` or `policy` recomputed from dated facts.",
    responses={200: {"model": AssessmentShown}, **UNCHANGED, **documented(401, 403, 404, 422)},
)
def get_assessment(
    *,
    id: RecordId,
    key: Reader,
    engine: Database,
    as_of: Annotated[Instant | None, Query(description="What had happened by this instant")] = None,
    known_at: Annotated[Instant | None, Query(description="What had been recorded by this instant")] = None,
    policy: Annotated[Word | None, Query(description="Judge by this version of the policy, or this draft")] = None,
    if_none_match: IfNoneMatch = None,
    kept: Kept,
) -> Response:
    now = clock.now()
    if as_of is None and known_at is None and policy is None and ":" not in id:
        stored = _stored(engine, key, id, now, if_none_match, kept)
        if stored:
            return stored
    with reading(engine, key.workspace_id) as connection:
        caller = caller_of(connection, key)
        number = number_of(caller, "account", id)
        found = read_assessment(caller, number, now, as_of, known_at, policy) if number else None
    if found is None:
        raise not_found("account")
    return Json(found)


def _stored(
    engine: Engine, key: Key, id_: str, now: datetime, if_none_match: str | None, kept: KeptBodies
) -> Response | None:
    """The answer from the assessment that is stored, made once as long as it reads the same."""
    stamp = stamp_of(engine, key.workspace_id, key.source_id, id_)
    if stamp is None:
        return None
    number, version, parts = stamp
    # A flag put off is open again after its day.
    tag = etag_over(version, *parts, now.date())
    if if_none_match is not None and names_etag(if_none_match, tag):
        return not_modified(tag)
    name = key.workspace_id, key.source_id, number
    body = kept.get(name, tag)
    if body is None:
        # Read after its tag: what changes in between has another tag, so it is asked for once more, never missed.
        with reading(engine, key.workspace_id) as connection:
            found = read_assessment(caller_of(connection, key), number, now)
        if found is None:
            return None
        body = bytes(Json(found).body)
        kept.keep(name, tag, body)
    return Response(body, media_type=Json.media_type, headers=headers_of(tag))


@router.get(
    "/accounts/{id}/timeline",
    operation_id="get_timeline",
    summary="An account's activities, the latest first, each with what was right about it",
    responses={200: {"model": TimelinePage}, **documented(401, 403, 404, 422)},
)
def get_timeline(id: RecordId, key: Reader, engine: Database, limit: Limit = 50, cursor: Cursor = None) -> Json:
    with reading(engine, key.workspace_id) as connection:
        caller = caller_of(connection, key)
        number = number_of(caller, "account", id)
        found = read_timeline(caller, number, clock.now(), limit, after(cursor)) if number else None
    if found is None:
        raise not_found("account")
    items, following = found
    return Json({"items": items, "next_cursor": cursor_at(following)})


@router.get(
    "/assessments",
    operation_id="list_assessments",
    summary="All accounts as we see them, without evidence",
    responses={200: {"model": AssessmentPage}, **UNCHANGED, **documented(401, 403, 422)},
)
def get_assessments(
    *,
    key: Reader,
    engine: Database,
    posture: Annotated[terms.Posture | None, Query(description="Of accounts whose state is `assessed`")] = None,
    aim: terms.Aim | None = None,
    owner_id: Annotated[Id | None, Query()] = None,
    team: Annotated[Word | None, Query(description="The owner's")] = None,
    tier: terms.Tier | None = None,
    country: Annotated[Word | None, Query(description="As the CRM writes it")] = None,
    sort: Sort = "priority",
    limit: Limit = 50,
    cursor: Cursor = None,
    if_none_match: IfNoneMatch = None,
) -> Response:
    start = after(cursor)
    with reading(engine, key.workspace_id) as connection:
        caller = caller_of(connection, key)
        check_owner(caller, owner_id)
        owner = number_of(caller, "user", owner_id) if owner_id else None
        wanted = Wanted(posture, aim, NOBODY if owner_id and owner is None else owner, team, tier, country)
        items, fitting = page_of_assessments(caller, wanted, sort, start, limit)
    if owner is not None:
        note_look(engine, Look(key.workspace_id, owner, by_caller(caller), "accounts"))
    following = start + limit if start + limit < fitting else None
    return tagged({"items": items, "next_cursor": cursor_at(following)}, if_none_match)
