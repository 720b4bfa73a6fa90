"""What is kept about a person, for them: everything as one document, and who looked at it."""

from datetime import datetime
from typing import Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field

from app import clock
from app.db import reading
from app.errors import not_found
from app.models.look import Look, What
from app.routers.bodies import Json
from app.routers.dependencies import Admin, Database, RecordId, WholePath
from app.routers.problems import documented
from app.services.export_person import export_person
from app.services.keys import Key
from app.services.looks import by_caller, note_look, read_looks
from app.services.show_records import Caller, number_of

router = APIRouter(prefix="/v1", tags=["people"], dependencies=[WholePath])


class PersonExport(BaseModel):
    """Everything we hold about a user or contact. Nothing secret is in it, such as the hash of a session."""

    made_at: datetime
    about: Literal["user", "contact"]
    records: list[dict[str, Any]] = Field(description="The person's own, and those merged into it")
    named_in: dict[str, list[dict[str, Any]]] = Field(description="Records of each type that name the person")
    versions: list[dict[str, Any]]
    looked_at_by_others: list[dict[str, Any]]
    also: str


class LookShown(BaseModel):
    """`at` is the first time that day."""

    who: str
    what: What
    says: str
    at: datetime


class Looks(BaseModel):
    items: list[LookShown]


@router.get(
    "/users/{id}/export",
    operation_id="export_user",
    summary="Everything we hold about a user",
    responses={200: {"model": PersonExport}, **documented(401, 403, 404, 422)},
)
def get_user_export(id: RecordId, key: Admin, engine: Database) -> Json:
    return _export(engine, key, "user", id)


@router.get(
    "/contacts/{id}/export",
    operation_id="export_contact",
    summary="Everything we hold about a contact",
    responses={200: {"model": PersonExport}, **documented(401, 403, 404, 422)},
)
def get_contact_export(id: RecordId, key: Admin, engine: Database) -> Json:
    return _export(engine, key, "contact", id)


@router.get(
    "/users/{id}/access-log",
    operation_id="get_access_log",
    summary="Who looked at what is gathered about a user, the latest first; one line a looker, day and kind of look",
    description="Kept for `LEADLINE_LOOKS_KEPT_DAYS`. The person reads it on their own page.",
    responses={200: {"model": Looks}, **documented(401, 403, 404, 422)},
)
def get_access_log(id: RecordId, key: Admin, engine: Database) -> Json:
    with reading(engine, key.workspace_id) as connection:
        caller = Caller(connection, key.workspace_id, key.source_id)
        number = number_of(caller, "user", id)
        found = read_looks(caller, "user", number) if number else []
    if number is None:
        raise not_found("user")
    note_look(engine, Look(key.workspace_id, number, by_caller(caller), "log"))
    return Json({"items": found})


def _export(engine: Database, key: Key, record_type: str, id_: str) -> Json:
    with reading(engine, key.workspace_id) as connection:
        caller = Caller(connection, key.workspace_id, key.source_id)
        number = number_of(caller, record_type, id_)
        found = export_person(caller, record_type, number, clock.now()) if number else None
    if number is None or found is None:
        raise not_found(record_type)
    note_look(engine, Look(key.workspace_id, number, by_caller(caller), "export", record_type))
    return Json(found)
