"""Dropping a file, looking at it, importing it; and what came of every import."""

from collections.abc import AsyncIterator, Mapping
from hmac import compare_digest
from typing import Annotated, Any, BinaryIO

from fastapi import APIRouter, Depends, Path, Request
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, Response, StreamingResponse

from app import clock
from app.db import reading, writing
from app.errors import Problem
from app.models.account_facts import count_facts
from app.models.import_job import Name, change_held
from app.models.source import sources_of
from app.routers.dependencies import Database, kind_of
from app.routers.import_jobs import KINDS
from app.routers.page_routes import AdminVisitor, Form, PageRoute, form_too_old, said_of, to_page
from app.routers.pages import frame_of
from app.services.choose_import import Choice, choose, words_chosen
from app.services.correct_words import correct_words
from app.services.drop_file import Dropped, hold_file, hold_refused, let_go, read_dropped
from app.services.import_jobs import import_refused
from app.services.look_at_import import look_at_import
from app.services.policies import policy_in_force
from app.services.run_import import run_import
from app.services.show_imports import show_imports, show_one_import
from app.surfaces.pages.imports import import_html, imports_html, look_html
from app.surfaces.pages.message import message_html
from app.surfaces.texts.catalogues import N_

AT_ONCE = 5_000
"""Rows that are stored, and accounts there may be to judge, while the page is waited for."""
router = APIRouter(route_class=PageRoute, include_in_schema=False, prefix="/imports")
ImportId = Annotated[str, Path(pattern="^[0-9a-f]{24}$")]


async def _dropped(request: Request, visitor: AdminVisitor) -> AsyncIterator[tuple[BinaryIO, str, str]]:
    """The file, its name, and the source it is for."""
    if kind_of(request) != "multipart/form-data":
        raise Problem(415, "wrong-format", N_("There is no file in this form."), N_("Nothing was stored."))
    try:
        form = await request.form(max_files=1, max_fields=10, max_part_size=64 * 1024)
    # A form may name an encoding of its own, and be none in it.
    except (HTTPException, UnicodeError) as error:
        raise Problem(
            400, "not-readable", N_("The form did not come whole."), N_("Nothing was stored. Try again.")
        ) from error
    try:
        if not compare_digest(str(form.get("form_token", "")).encode(errors="replace"), visitor.form_token.encode()):
            raise form_too_old()
        file = form.get("file")
        if not isinstance(file, UploadFile) or not (file.filename or file.size):
            raise Problem(422, "does-not-fit", N_("Which file?"), N_("Choose a file first, then send it."))
        source = str(form.get("new_source") or form.get("source") or "").replace("\x00", "")
        yield file.file, file.filename or "", source
    finally:
        await form.close()


@router.post("")
def drop(
    engine: Database,
    visitor: AdminVisitor,
    dropped: Annotated[tuple[BinaryIO, str, str], Depends(_dropped, scope="function")],
) -> Response:
    body, file_name, source = dropped
    try:
        with reading(engine, visitor.workspace_id) as connection:
            zone = policy_in_force(connection, visitor.workspace_id).calendar.zone
        sent = read_dropped(Dropped(body, file_name, visitor.name), zone)
        with writing(engine, visitor.workspace_id) as connection:
            made = hold_file(connection, visitor.workspace_id, source, sent, clock.now())
    except Problem as problem:
        return _again(problem)
    return to_page(f"/imports/{made}")


@router.get("")
def imports(engine: Database, visitor: AdminVisitor) -> Response:
    with reading(engine, visitor.workspace_id) as connection:
        found = show_imports(connection, visitor.workspace_id, clock.now())
        sources = [source.name for source in sources_of(connection, visitor.workspace_id).values()]
        frame = frame_of(connection, visitor, "readiness")
    return HTMLResponse(imports_html(found, sources, frame))


@router.get("/{import_id}")
def one_import(import_id: ImportId, engine: Database, visitor: AdminVisitor) -> Response:
    with reading(engine, visitor.workspace_id) as connection:
        found = show_one_import(connection, (visitor.workspace_id, import_id), clock.now())
        frame = frame_of(connection, visitor, "readiness")
    if found["state"] == "held":
        return HTMLResponse(look_html(found, look_at_import(engine, found), frame))
    return HTMLResponse(import_html(found, frame))


@router.post("/{import_id}")
def answer(import_id: ImportId, engine: Database, visitor: AdminVisitor, form: Form) -> Response:
    name, now = (visitor.workspace_id, import_id), clock.now()
    with reading(engine, visitor.workspace_id) as connection:
        held = show_one_import(connection, name, now)
    if held["state"] != "held":
        return to_page(f"/imports/{import_id}")
    choice, is_final = choose(engine, held, form), form.get("do") == "import"
    with writing(engine, visitor.workspace_id) as connection:
        words = words_chosen(form, is_final=is_final)
        correct_words(connection, visitor.workspace_id, words, visitor.name, now)
        change_held(connection, name, choice.values)
    if not is_final or look_at_import(engine, {**held, **choice.values}).trouble:
        return to_page(f"/imports/{import_id}")
    return _imported(engine, name, held, choice)


def _imported(engine: Any, name: Name, held: Mapping[str, Any], choice: Choice) -> Response:
    with reading(engine, name[0]) as connection:
        is_small = max(held["rows"], count_facts(connection, name[0])) <= AT_ONCE
    if is_small:
        run_import(engine, name, choice.values, clock.now)
        return to_page(f"/readiness?import={name[1]}")
    with writing(engine, name[0]) as connection:
        change_held(connection, name, {**choice.values, "state": "queued"})
    return to_page(f"/imports/{name[1]}")


@router.post("/{import_id}/cancel")
def cancel(import_id: ImportId, engine: Database, visitor: AdminVisitor, form: Form) -> Response:
    name, now = (visitor.workspace_id, import_id), clock.now()
    with writing(engine, visitor.workspace_id) as connection:
        show_one_import(connection, name, now)
        let_go(connection, name, now)
    return to_page(f"/imports/{import_id}")


@router.post("/{import_id}/again")
def send_again(import_id: ImportId, engine: Database, visitor: AdminVisitor, form: Form) -> Response:
    name = (visitor.workspace_id, import_id)
    try:
        made = hold_refused(engine, name, visitor.name, clock.now())
    except Problem as problem:
        return _again(problem)
    return to_page(f"/imports/{made}")


@router.get("/{import_id}/refused")
def refused(import_id: ImportId, engine: Database, visitor: AdminVisitor) -> Response:
    name = (visitor.workspace_id, import_id)
    with reading(engine, visitor.workspace_id) as connection:
        found = show_one_import(connection, name, clock.now())
    kept_as = f'attachment; filename="refused-{import_id[:6]}.{found["form"]}"'
    rows = import_refused(engine, name, found["form"])
    return StreamingResponse(rows, media_type=KINDS[found["form"]], headers={"Content-Disposition": kept_as})


def _again(problem: Problem) -> Response:
    if problem.status == 404:
        raise problem
    page = message_html(problem.title, said_of(problem), ("/readiness#drop", N_("Drop another file")))
    return HTMLResponse(page, problem.status, problem.headers)
