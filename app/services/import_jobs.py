"""Imports that go on after they were answered: taking them in, telling how far they are, cancelling them."""

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any, BinaryIO, Literal

from sqlalchemy import Connection, Engine

from app.db import reading, writing
from app.errors import Problem, not_found
from app.models.import_body import drop_body, keep_body
from app.models.import_job import (
    Name,
    add_job,
    cancel_job,
    drop_job,
    finished_jobs,
    held_jobs,
    job_of,
    unfinished_jobs,
)
from app.models.import_result import drop_results, results_of
from app.services.import_rows import shown_warnings
from app.services.split_rows import Form

HELD_FOR = timedelta(days=1)
"""A dropped file nobody said a word about is forgotten."""
WAITING = 50
"""Unfinished imports a workspace may have: each keeps its body in the database."""
COUNTS = ("received", "stored", "unchanged", "refused")


@dataclass(frozen=True, slots=True)
class Sent:
    """An import as it was sent; ``rows`` were counted. ``file_name`` and ``sent_by``: of what a person dropped."""

    body: BinaryIO
    form: Form
    packed: bool
    type: str | None
    zone: str | None
    rows: int
    file_name: str | None = None
    sent_by: str | None = None
    columns: Mapping[str, str] | None = None
    state: Literal["queued", "held"] = "queued"


def queue_import(connection: Connection, workspace_id: int, source_id: int, sent: Sent, now: datetime) -> str:
    """Keep the body, and the wish to import it; gives its id. Raises Problem 429 when too many wait already."""
    if unfinished_jobs(connection, workspace_id) >= WAITING:
        said = f"{WAITING} imports wait already. Send this one again when one of them is done."
        raise Problem(429, "too-many", "Too many imports wait.", said, headers={"Retry-After": "30"})
    name = (workspace_id, secrets.token_hex(12))
    asked = {field.name: getattr(sent, field.name) for field in fields(sent) if field.name != "body"}
    whose = {"workspace_id": workspace_id, "id": name[1], "source_id": source_id, "created_at": now}
    add_job(connection, whose | asked)
    keep_body(connection, name, sent.body)
    return name[1]


def show_import(connection: Connection, source_id: int, name: Name) -> dict[str, Any]:
    """How far it is. Raises Problem 404 when this source sent none such."""
    job = _job(connection, source_id, name)
    return {
        "id": job["id"],
        "state": job["state"],
        "sentence": import_sentence(job),
        "rows": job["rows"],
        "summary": {count: job[count] for count in COUNTS},
        "warnings": shown_warnings(job["unknown"]),
        "created_at": job["created_at"],
        "started_at": job["started_at"],
        "finished_at": job["finished_at"],
        "results": f"/v1/imports/{job['id']}/results",
        "refused": f"/v1/imports/{job['id']}/refused",
    }


def cancel_import(connection: Connection, source_id: int, name: Name, now: datetime) -> None:
    """Stop it; what is stored stays. Does nothing to one that has ended. Raises Problem 404 like ``show_import``."""
    _job(connection, source_id, name)
    if cancel_job(connection, name, now):
        drop_body(connection, name)


def import_results(engine: Engine, name: Name) -> Iterator[bytes]:
    """What became of each row so far, as lines of JSON in the order of the rows."""
    return results_of(engine, name, "results")


def import_refused(engine: Engine, name: Name, form: str) -> Iterator[bytes]:
    """The refused rows so far, with line, field and reason, in the form they were sent in."""
    refused = results_of(engine, name, "refused")
    return refused if form != "json" else _as_array(refused)


def form_of(connection: Connection, source_id: int, name: Name) -> str:
    """What was sent: csv, ndjson or json. Raises Problem 404 like ``show_import``."""
    return str(_job(connection, source_id, name)["form"])


def drop_old_imports(engine: Engine, workspace_id: int, now: datetime, kept_for: timedelta) -> None:
    """Forget the imports that ended longer ago than ``kept_for``, with their results and refused rows."""
    with reading(engine, workspace_id) as connection:
        old = finished_jobs(connection, workspace_id, now - kept_for)
        old += held_jobs(connection, workspace_id, now - HELD_FOR)
    for import_id in old:
        with writing(engine, workspace_id) as connection:
            name = (workspace_id, import_id)
            drop_body(connection, name)
            drop_results(connection, name)
            drop_job(connection, name)


def _job(connection: Connection, source_id: int, name: Name) -> dict[str, Any]:
    job = job_of(connection, name)
    if job is None or job["source_id"] != source_id:
        raise not_found("import")
    return job


def import_sentence(job: dict[str, Any]) -> str:
    read = f"{job['received']:,} of {job['rows']:,} row{'' if job['rows'] == 1 else 's'}"
    are = "is" if job["rows"] == 1 else "are"
    whole = "The one row is" if job["rows"] == 1 else f"All {job['rows']:,} rows are"
    stays = "What was stored before stays stored." if job["received"] else "Nothing was stored."
    if job["state"] == "failed":
        return f"{job['sentence']} It stopped after {read}. {stays}"
    return {
        "held": "It waits for somebody to look at it and import it.",
        "queued": f"It waits for its turn; {read} {are} read.",
        "running": f"{read} {are} read.",
        "done": f"{whole} read, and the accounts they touch are judged.",
        "cancelled": f"It was cancelled after {read}. {stays}",
    }[job["state"]]


def _as_array(lines: Iterator[bytes]) -> Iterator[bytes]:
    before = b"["
    for some in lines:
        yield before + some.rstrip(b"\n").replace(b"\n", b",\n")
        before = b",\n"
    yield b"]\n" if before != b"[" else b"[]\n"
