"""Imports that go on after they were answered: how far each is, and which server is at it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from sqlalchemy import ColumnElement, Connection, Index, and_, delete, func, insert, or_, select, update
from sqlmodel import Field, SQLModel

from app.db import Json
from app.models.columns import Instant, Long, Moment, table_of

UNFINISHED = ("held", "queued", "running")


class ImportJob(SQLModel, table=True):
    """`state` is held, queued, running, done, cancelled or failed; the counts are of rows, as committed with them.

    One that is held was dropped on a page and waits for a word of the person who dropped it.
    `runner` is at it until `leased_until`; then any other may take it over.
    """

    __tablename__ = "import_job"
    __table_args__ = (Index(None, "workspace_id", "state"),)
    workspace_id: int = Field(primary_key=True, foreign_key="workspace.id")
    id: str = Field(primary_key=True)
    source_id: int = Field(foreign_key="source.id")
    form: str
    packed: bool
    type: str | None = None
    zone: str | None = None
    rows: int
    """How many the body holds."""
    state: str = "queued"
    sentence: Long = None
    """Why it failed."""
    created_at: Moment
    started_at: Instant = None
    finished_at: Instant = None
    received: int = 0
    stored: int = 0
    unchanged: int = 0
    refused: int = 0
    unknown: Annotated[list[Any], Field(sa_type=Json)] = []
    """Fields kept out, each as type, field and number of rows."""
    unread: Annotated[list[Any], Field(sa_type=Json)] = []
    """Words we do not know, each as type, field, word and number of rows refused for it."""
    file_name: str | None = None
    sent_by: str | None = None
    columns: Annotated[dict[str, str] | None, Field(sa_type=Json)] = None
    """What the columns of a CSV are called with us, where they are called otherwise."""
    runner: str | None = None
    leased_until: Instant = None


IMPORT_JOB = table_of(ImportJob)
Name = tuple[int, str]
"""Workspace and id."""


def add_job(connection: Connection, row: Mapping[str, Any]) -> None:
    nothing_yet = dict.fromkeys(("received", "stored", "unchanged", "refused"), 0)
    row = {"state": "queued", "unknown": [], "unread": [], **nothing_yet, **row}
    connection.execute(insert(IMPORT_JOB).values(**row))


def job_of(connection: Connection, name: Name) -> dict[str, Any] | None:
    row = connection.execute(select(IMPORT_JOB).where(_is(name))).mappings().first()
    return dict(row) if row else None


def unfinished_jobs(connection: Connection, workspace_id: int) -> int:
    job = IMPORT_JOB.c
    query = select(func.count()).where(job.workspace_id == workspace_id, job.state.in_(UNFINISHED))
    return int(connection.scalar(query) or 0)


def is_importing(connection: Connection, workspace_id: int, now: datetime) -> bool:
    """Whether a server is at an import of this workspace."""
    job = IMPORT_JOB.c
    query = select(job.id).where(job.workspace_id == workspace_id, job.state == "running", job.leased_until > now)
    return connection.execute(query.limit(1)).first() is not None


def has_free_job(connection: Connection, workspace_id: int, now: datetime) -> bool:
    """Whether an import waits that nobody is at."""
    query = select(IMPORT_JOB.c.id).where(IMPORT_JOB.c.workspace_id == workspace_id, _free(now)).limit(1)
    return connection.execute(query).first() is not None


def take_job(
    connection: Connection, workspace_id: int, runner: str, now: datetime, leased_until: datetime
) -> dict[str, Any] | None:
    """The oldest import that nobody is at, taken for ``runner``."""
    job = IMPORT_JOB.c
    query = select(job.id).where(job.workspace_id == workspace_id, _free(now)).order_by(job.created_at, job.id).limit(1)
    found = connection.scalar(query.with_for_update(skip_locked=True))
    if found is None:
        return None
    name = (workspace_id, found)
    values = {"state": "running", "runner": runner, "leased_until": leased_until}
    began = func.coalesce(job.started_at, now)
    connection.execute(update(IMPORT_JOB).where(_is(name)).values(**values, started_at=began))
    return job_of(connection, name)


def change_job(connection: Connection, name: Name, runner: str, received: int, values: Mapping[str, Any]) -> bool:
    """Go on, if ``runner`` is still at it and ``received`` rows were counted so far. False: leave it alone."""
    job = IMPORT_JOB.c
    still = and_(_is(name), job.runner == runner, job.state == "running", job.received == received)
    return connection.execute(update(IMPORT_JOB).where(still).values(**values)).rowcount == 1


def cancel_job(connection: Connection, name: Name, now: datetime) -> bool:
    """False when it has ended before."""
    unfinished = and_(_is(name), IMPORT_JOB.c.state.in_(UNFINISHED))
    values = {"state": "cancelled", "finished_at": now}
    return connection.execute(update(IMPORT_JOB).where(unfinished).values(**values)).rowcount == 1


def change_held(connection: Connection, name: Name, values: Mapping[str, Any]) -> bool:
    """False when it is not held any more."""
    held = and_(_is(name), IMPORT_JOB.c.state == "held")
    return connection.execute(update(IMPORT_JOB).where(held).values(**values)).rowcount == 1


def latest_jobs(connection: Connection, workspace_id: int, at_most: int) -> list[dict[str, Any]]:
    job = IMPORT_JOB.c
    query = select(IMPORT_JOB).where(job.workspace_id == workspace_id).order_by(job.created_at.desc(), job.id)
    return [dict(row) for row in connection.execute(query.limit(at_most)).mappings()]


def waiting_jobs(connection: Connection, workspace_id: int) -> list[dict[str, Any]]:
    """Those that a server should be at, or come to."""
    job = IMPORT_JOB.c
    query = select(IMPORT_JOB).where(job.workspace_id == workspace_id, job.state.in_(("queued", "running")))
    return [dict(row) for row in connection.execute(query.order_by(job.created_at, job.id)).mappings()]


def held_jobs(connection: Connection, workspace_id: int, before: datetime) -> list[str]:
    job = IMPORT_JOB.c
    query = select(job.id).where(job.workspace_id == workspace_id, job.state == "held", job.created_at < before)
    return list(connection.scalars(query))


def finished_jobs(connection: Connection, workspace_id: int, before: datetime) -> list[str]:
    job = IMPORT_JOB.c
    return list(connection.scalars(select(job.id).where(job.workspace_id == workspace_id, job.finished_at < before)))


def drop_job(connection: Connection, name: Name) -> None:
    connection.execute(delete(IMPORT_JOB).where(_is(name)))


def _free(now: datetime) -> ColumnElement[bool]:
    job = IMPORT_JOB.c
    return or_(job.state == "queued", and_(job.state == "running", job.leased_until <= now))


def _is(name: Name) -> ColumnElement[bool]:
    return and_(IMPORT_JOB.c.workspace_id == name[0], IMPORT_JOB.c.id == name[1])
