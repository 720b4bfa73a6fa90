"""The imports of a workspace as its admins see them: what came of each, and which stand still."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from app.errors import not_found
from app.models.import_job import Name, job_of, latest_jobs, waiting_jobs
from app.models.source import sources_of
from app.services.import_jobs import import_sentence
from app.services.run_import import LEASE

SHOWN = 100
STUCK_AFTER = timedelta(minutes=10)
"""A server takes an import within seconds, and a batch of it takes less than a minute."""


def show_imports(connection: Connection, workspace_id: int, now: datetime) -> list[dict[str, Any]]:
    """The newest first."""
    still = {job["id"]: since for job, since in stuck_imports(connection, workspace_id, now)}
    sources = _sources(connection, workspace_id)
    return [_shown(job, sources, still.get(job["id"])) for job in latest_jobs(connection, workspace_id, SHOWN)]


def show_one_import(connection: Connection, name: Name, now: datetime) -> dict[str, Any]:
    """Raises Problem 404 where the workspace has no such import."""
    job = job_of(connection, name)
    if job is None:
        raise not_found("import")
    still = {each["id"]: since for each, since in stuck_imports(connection, name[0], now)}
    return _shown(job, _sources(connection, name[0]), still.get(name[1]))


def stuck_imports(connection: Connection, workspace_id: int, now: datetime) -> list[tuple[Mapping[str, Any], datetime]]:
    """Imports that a server should be at and none is, with when they last came on; the oldest first."""
    waiting = waiting_jobs(connection, workspace_id)
    is_busy = any(job["state"] == "running" and job["leased_until"] > now for job in waiting)
    return [(job, since) for job in waiting if (since := _still_since(job, now, is_busy=is_busy))]


def _still_since(job: Mapping[str, Any], now: datetime, *, is_busy: bool) -> datetime | None:
    if job["state"] == "running":
        since: datetime = job["leased_until"] - LEASE
    elif is_busy:
        return None  # One at a time: it waits its turn.
    else:
        since = job["created_at"]
    return since if now - since > STUCK_AFTER else None


def _sources(connection: Connection, workspace_id: int) -> dict[int, str]:
    return {source.id: source.name for source in sources_of(connection, workspace_id).values()}


def _shown(job: Mapping[str, Any], sources: Mapping[int, str], stuck_since: datetime | None) -> dict[str, Any]:
    about = ("id", "state", "form", "packed", "type", "zone", "rows", "file_name", "sent_by", "columns", "workspace_id")
    counts = ("received", "stored", "unchanged", "refused", "created_at", "started_at", "finished_at")
    return {
        **{name: job[name] for name in (*about, *counts)},
        "source": sources.get(job["source_id"], ""),
        "sentence": import_sentence(dict(job)),
        "unknown": _most(job["unknown"]),
        "unread": _most(job["unread"]),
        "stuck_since": stuck_since,
    }


def _most(counted: Iterable[list[Any]]) -> list[list[Any]]:
    return sorted(counted, key=lambda each: (-each[-1], *map(str, each[:-1])))[:20]
