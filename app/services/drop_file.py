"""A file that somebody drops on a page: kept as it is until they have looked at it and say what to do with it."""

from dataclasses import dataclass, replace
from datetime import datetime
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from sqlalchemy import Connection, Engine

from app.db import reading, writing
from app.errors import FieldError, Problem, does_not_fit, not_found
from app.models.import_body import drop_body
from app.models.import_job import Name, cancel_job, job_of
from app.services.import_jobs import Sent, import_refused, queue_import
from app.services.local_cells import order_in
from app.services.read_rows import SLASHED, count_rows, csv_columns, is_of_file
from app.services.recognise import (
    HELD_IN_MEMORY,
    LOOKED_AT,
    form_of,
    in_utf8,
    is_packed,
    is_utf8,
    is_utf16,
    likely_type,
    suggested,
    type_named,
)
from app.services.split_rows import Form, csv_rows
from app.services.unpack import unpack
from app.services.workspaces import NotAName, ensure_source

LONGEST_NAME = 200
UNNAMED = "a file without a name"


@dataclass(frozen=True, slots=True)
class Dropped:
    """A file as it came, and who dropped it."""

    body: BinaryIO
    file_name: str
    sent_by: str | None


def read_dropped(dropped: Dropped, zone: str) -> Sent:
    """What it is, with its rows counted. Naive instants in it are of ``zone``. Raises Problem for what is no file of
    records."""
    if is_utf16(_from_start(dropped.body).read(2)):
        dropped = replace(dropped, body=in_utf8(_from_start(dropped.body), "utf-16"))
    packed, form = _kind_of(dropped.body)
    if not packed and form == "csv" and not is_utf8(_from_start(dropped.body)):
        dropped = replace(dropped, body=in_utf8(_from_start(dropped.body)))
    rows = count_rows(_rows(dropped.body, packed=packed), form)
    if not rows:
        said = "It names its columns, and nothing follows." if form == "csv" else "There is nothing in it."
        raise Problem(422, "does-not-fit", "There are no records in this file.", f"{said} Nothing was stored.")
    named = type_named(dropped.file_name)
    columns = _columns(dropped.body, packed=packed) if form == "csv" else []
    type_ = named or (likely_type(columns) if form == "csv" else None)
    called = suggested(type_, columns, dropped.file_name) if type_ and form == "csv" else None
    if called is not None:
        called |= _slashed(_rows(dropped.body, packed=packed))
    name = printable(dropped.file_name)[:LONGEST_NAME] or UNNAMED
    return Sent(_from_start(dropped.body), form, packed, type_, zone, rows, name, dropped.sent_by, called, "held")


def hold_file(connection: Connection, workspace_id: int, source: str, sent: Sent, now: datetime) -> str:
    """Keep it, for the source of this name, until somebody says what to do with it; gives the import's id.

    Raises Problem when the source has no name that can be one, or too many imports wait.
    """
    try:
        source_id = ensure_source(connection, workspace_id, source.strip(), now)
    except NotAName as error:
        raise does_not_fit(FieldError("/source", "no_name", str(error))) from error
    return queue_import(connection, workspace_id, source_id, sent, now)


def hold_refused(engine: Engine, name: Name, sent_by: str | None, now: datetime) -> str:
    """Hold the refused rows of an import as a file of their own, to be looked at and imported; gives its id.

    Raises Problem when there is no such import, or none was refused.
    """
    with reading(engine, name[0]) as connection:
        job = job_of(connection, name)
    if job is None:
        raise not_found("import")
    with SpooledTemporaryFile(HELD_IN_MEMORY) as file:
        for piece in import_refused(engine, name, job["form"]):
            file.write(piece)
        body = cast(BinaryIO, file)
        rows = count_rows(_from_start(body), job["form"])
        if not rows:
            raise Problem(422, "does-not-fit", "No row of it was refused.", "There is nothing to send again.")
        called = f"Refused rows of {job['file_name'] or 'an import'}"[:LONGEST_NAME]
        how = (job["form"], False, job["type"], job["zone"])
        columns = {name: field for name, field in (job["columns"] or {}).items() if is_of_file(name)}
        sent = Sent(_from_start(body), *how, rows, called, sent_by, columns or None, "held")
        with writing(engine, name[0]) as connection:
            return queue_import(connection, name[0], job["source_id"], sent, now)


def let_go(connection: Connection, name: Name, now: datetime) -> bool:
    """Stop an import whoever sent it; what is stored stays. False when it has ended before."""
    stopped = cancel_job(connection, name, now)
    if stopped:
        drop_body(connection, name)
    return stopped


def printable(text: str) -> str:
    """Without what cannot be kept or shown: control characters, half surrogates."""
    return "".join(each for each in text if each.isprintable()).strip()


def _kind_of(body: BinaryIO) -> tuple[bool, Form]:
    start = _from_start(body).read(LOOKED_AT)
    packed = is_packed(start)
    return packed, form_of(unpack(_from_start(body)).read(LOOKED_AT) if packed else start)


def _rows(body: BinaryIO, *, packed: bool) -> BinaryIO:
    return unpack(_from_start(body)) if packed else _from_start(body)


def _columns(body: BinaryIO, *, packed: bool) -> list[str]:
    return csv_columns(next(csv_rows(_rows(body, packed=packed)), None))


def _slashed(body: BinaryIO) -> dict[str, str]:
    """How days with slashes are written in it, as far as its beginning tells."""
    order = order_in(body.read(HELD_IN_MEMORY))
    return {name: "" for name, each in SLASHED.items() if each == order}


def _from_start(body: BinaryIO) -> BinaryIO:
    body.seek(0)
    return body
