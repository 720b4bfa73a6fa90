"""The records themselves: one set of routes, the same for all twelve types."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import ValidationError
from starlette.responses import Response

from app import clock
from app.db import reading
from app.domain.records import PLURALS, RECORD_TYPES
from app.domain.records.choices import has_words
from app.domain.records.fields import Id
from app.errors import FieldError, does_not_fit, field_errors, not_found
from app.models.erasure import ERASABLE
from app.models.look import Look
from app.routers.bodies import Json, fields_of
from app.routers.cursors import Cursor, Limit, after, cursor_at
from app.routers.dependencies import CameAt, Database, Ingester, JsonBody, Reader, RecordId, WholePath, lacks
from app.routers.etags import UNCHANGED, Expects, IfNoneMatch, etag_of, tagged
from app.routers.problems import documented
from app.routers.record_schemas import DeletedRecord, body_of, schemas_of
from app.services.by_owner import check_owner
from app.services.erase_person import erase_person
from app.services.expected import Expected
from app.services.keys import Key
from app.services.looks import by_caller, note_look
from app.services.policies import policy_in_force
from app.services.read_records import deletion, read_record, unknown_fields
from app.services.reassess_accounts import settle
from app.services.show_records import Caller, number_of, show_page, show_record
from app.services.store_record import LOOKED_OVER_AT_ONCE, store_record

Erase = Annotated[
    bool,
    Query(
        description="Contacts and users: erase the person everywhere, for good; needs the scope `admin` too. "
        "Late records of the id are answered 410."
    ),
]
router = APIRouter(prefix="/v1", dependencies=[WholePath])


def _add_routes(path: str, type_: str) -> None:
    plural, said, schemas = path.replace("-", "_"), type_.replace("_", " "), schemas_of(type_)
    stored: dict[int | str, Any] = {
        200: {"model": schemas.answer, "description": "Stored"},
        201: {"model": schemas.answer, "description": "Stored for the first time"},
        **documented(400, 401, 403, *([410] if type_ in ERASABLE else []), 412, 413, 415, 422),
    }
    one = f"/{path}/{{id}}"

    @router.put(
        one, tags=[said], operation_id=f"put_{type_}", summary=f"Create or replace one {said}",
        responses=stored, openapi_extra=body_of(schemas.put),
    )  # fmt: skip
    def put(
        id: RecordId, key: Ingester, engine: Database, body: JsonBody, expected: Expects, came_at: CameAt
    ) -> Response:
        return _store(engine, key, type_, id, body, expected, came_at, is_patch=False)

    @router.patch(
        one, tags=[said], operation_id=f"patch_{type_}", summary=f"Change the fields sent of one {said}; null clears",
        responses=stored, openapi_extra=body_of(schemas.patch),
    )  # fmt: skip
    def patch(
        id: RecordId, key: Ingester, engine: Database, body: JsonBody, expected: Expects, came_at: CameAt
    ) -> Response:
        return _store(engine, key, type_, id, body, expected, came_at, is_patch=True)

    @router.delete(
        one, tags=[said], operation_id=f"delete_{type_}", summary=f"Delete one {said}",
        description="It stays deleted when older versions of it arrive later.",
        responses={200: {"model": DeletedRecord}, **documented(401, 403, 412, 422)},
    )  # fmt: skip
    def delete(
        id: RecordId, key: Ingester, engine: Database, expected: Expects, came_at: CameAt, erase: Erase = False
    ) -> Json:
        if erase:
            return _erase(engine, key, type_, id)
        item = deletion(type_, id)
        gone, _ = store_record(engine, key.workspace_id, key.source_id, item, came_at, expected)
        return Json({"id": id, "leadline_id": gone.leadline_id, "version": gone.version, "deleted": True})

    @router.get(
        one, tags=[said], operation_id=f"get_{type_}", summary=f"One {said}",
        responses={200: {"model": schemas.answer}, **UNCHANGED, **documented(401, 403, 404, 422)},
    )  # fmt: skip
    def get(id: RecordId, key: Reader, engine: Database, if_none_match: IfNoneMatch = None) -> Response:
        with reading(engine, key.workspace_id) as connection:
            found = show_record(Caller(connection, key.workspace_id, key.source_id), type_, id)
        if found is None:
            raise not_found(said)
        return tagged(found, if_none_match)

    @router.get(
        f"/{path}", tags=[said], operation_id=f"list_{plural}",
        summary=f"All {plural.replace('_', ' ')}, a page at a time",
        responses={200: {"model": schemas.page}, **documented(401, 403, 422)},
    )  # fmt: skip
    def list_(
        *,
        key: Reader,
        engine: Database,
        account_id: Annotated[Id | None, Query()] = None,
        owner_id: Annotated[Id | None, Query()] = None,
        limit: Limit = 50,
        cursor: Cursor = None,
    ) -> Json:
        filters = {name: id_ for name, id_ in (("account_id", account_id), ("owner_id", owner_id)) if id_}
        foreign = [name for name in filters if name not in RECORD_TYPES[type_].model_fields]
        if foreign:
            raise does_not_fit(*(FieldError(f"/{name}", "no_filter", f"{plural} have no {name}") for name in foreign))
        with reading(engine, key.workspace_id) as connection:
            caller = Caller(connection, key.workspace_id, key.source_id)
            check_owner(caller, owner_id)
            owner = number_of(caller, "user", owner_id) if owner_id else None
            items, following = show_page(caller, type_, filters, after(cursor), limit)
        if owner is not None:
            note_look(engine, Look(key.workspace_id, owner, by_caller(caller), "records"))
        return Json({"items": items, "next_cursor": cursor_at(following)})


def _erase(engine: Database, key: Key, type_: str, id_: str) -> Json:
    if type_ not in ERASABLE:
        detail = "erases people only: contacts and users; delete this without it"
        raise does_not_fit(FieldError("/erase", "nobody_to_erase", detail))
    if "admin" not in key.scopes:
        raise lacks("admin")
    now = clock.now()
    gone = erase_person(engine, key.workspace_id, key.source_id, type_, id_, now)
    settle(engine, key.workspace_id, now, at_most=LOOKED_OVER_AT_ONCE)
    return Json({"id": id_, "leadline_id": gone.leadline_id, "deleted": True, "erased": gone.records})


def _store(
    engine: Database,
    key: Key,
    type_: str,
    id_: str,
    body: bytes,
    expected: Expected,
    came_at: datetime,
    *,
    is_patch: bool,
) -> Response:
    fields = fields_of(body)
    sent = fields.get("id")
    if sent not in (None, id_) and not (type(sent) is int and str(sent) == id_):
        raise does_not_fit(FieldError("/id", "other_id", "must be the id in the path, or left out"))
    words = None
    if has_words(type_, fields):
        with reading(engine, key.workspace_id) as connection:
            words = policy_in_force(connection, key.workspace_id).mappings.in_our_words
    try:
        incoming = read_record(type_, {**fields, "id": id_}, is_patch=is_patch, words=words)
    except ValidationError as error:
        raise does_not_fit(*field_errors(error)) from error
    stored, record = store_record(engine, key.workspace_id, key.source_id, incoming, came_at, expected)
    tag = etag_of(record)
    detail = "no record of this type has such a field; it was kept out"
    unknown = unknown_fields(type_, fields)[:100]
    record["warnings"] += [{"field": name, "code": "unknown_field", "detail": detail} for name in unknown]
    return Json(record, 201 if stored.created else 200, {"ETag": tag})


for _plural, _type in PLURALS.items():
    _add_routes(_plural.replace("_", "-"), _type)
