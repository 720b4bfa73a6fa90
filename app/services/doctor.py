"""What is wrong with an installation, and how to mend it."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from app.db import APP_ROLE, is_empty, reading
from app.models.liveliness import clock_of, last_judged_at, last_received_at, oldest_mark
from app.models.row_security import owns_tables, unsecured
from app.models.workspace import all_workspaces, workspace_name
from app.services.check_database import above_all_rules, lost_in_a_crash
from app.services.show_imports import stuck_imports
from app.services.tables_version import is_current
from app.settings import settings

LEAST_FREE_BYTES = 1024**3
LONGEST_WAIT = timedelta(minutes=10)
LONGEST_SILENCE = timedelta(days=7)
MOST_APART = timedelta(seconds=5)
SHORTEST_SECRET = 32


@dataclass(frozen=True, slots=True)
class Point:
    about: str
    state: Literal["well", "look", "wrong"]
    said: str
    mend: str = ""


def look_over(engine: Engine, now: datetime) -> list[Point]:
    """Everything looked at, what is well too; a database that does not answer ends it."""
    points = [*_settings(), *_machine(engine)]
    try:
        if is_empty(engine):
            mend = "Run: leadline migrate"
            return [*points, Point("Database", "wrong", "It has no tables yet.", mend)]
        with reading(engine, None) as connection:
            points += _database(connection, now)
            workspaces = all_workspaces(connection)
        for workspace_id in workspaces:
            with reading(engine, workspace_id) as connection:
                points += _workspace(connection, workspace_id, now)
    except SQLAlchemyError as error:
        said = str(getattr(error, "orig", error)).splitlines()[0]
        mend = "Check LEADLINE_DATABASE_URL, and that the database runs; after an upgrade run: leadline migrate"
        return [*points, Point("Database", "wrong", f"It cannot be used: {said}", mend)]
    return points


def _settings() -> Iterator[Point]:
    key, address = settings().secret_key, urlsplit(settings().public_url)
    if key is not None and len(key) < SHORTEST_SECRET:
        mend = f"Set LEADLINE_SECRET_KEY to {SHORTEST_SECRET} random characters or more."
        yield Point("Secret key", "wrong", "It is so short that it can be guessed.", mend)
    else:
        yield Point("Secret key", "well", "set by you" if key else "made once, kept in the database")
    if address.scheme not in ("http", "https") or not address.hostname:
        yield Point("Public URL", "wrong", "LEADLINE_PUBLIC_URL is no address.", "Write it as https://leadline.example")
    elif address.hostname in ("127.0.0.1", "localhost"):
        mend = "Set LEADLINE_PUBLIC_URL to where people reach Leadline."
        yield Point("Public URL", "look", "Links in reports and mails open on this machine only.", mend)
    else:
        yield Point("Public URL", "well", settings().public_url)


def _machine(engine: Engine) -> Iterator[Point]:
    try:
        ZoneInfo("Europe/Berlin")
        yield Point("Time zones", "well", "known")
    except ZoneInfoNotFoundError:
        yield Point("Time zones", "wrong", "This Python knows no time zones.", "Run: pip install tzdata")
    if engine.dialect.name == "sqlite":
        folder = Path(engine.url.database or "").absolute().parent
        free = shutil.disk_usage(folder).free if folder.is_dir() else 0
        said = f"{free / 1024**3:.1f} GiB free in {folder}"
        mend = "" if free >= LEAST_FREE_BYTES else "Make room: a full disk stops every write."
        yield Point("Disk", "wrong" if mend else "well", said, mend)


def _database(connection: Connection, now: datetime) -> Iterator[Point]:
    if not is_current(connection):
        yield Point("Tables", "wrong", "They are of another version of Leadline.", "Run: leadline migrate")
    else:
        yield Point("Tables", "well", "of this version")
    trouble = lost_in_a_crash(connection)
    kept = "every commit is on the disk before it is acknowledged"
    yield Point("Durability", "wrong" if trouble else "well", trouble or kept)
    if connection.dialect.name == "sqlite":
        return
    apart = abs(clock_of(connection) - now)
    if apart > MOST_APART:
        mend = "Let both machines set their clocks by the network."
        yield Point("Clock", "wrong", f"This machine and the database are {apart.total_seconds():.0f} s apart.", mend)
    yield _row_security(connection)


def _row_security(connection: Connection) -> Point:
    about, trouble, open_tables = "Workspaces apart", above_all_rules(connection), unsecured(connection)
    if trouble:
        return Point(about, "wrong", trouble)
    if open_tables:
        return Point(about, "wrong", f"No row security on: {', '.join(open_tables)}", "Run: leadline migrate")
    if owns_tables(connection):
        mend = f"As a superuser run: CREATE ROLE {APP_ROLE}; GRANT {APP_ROLE} TO <this login>; then leadline migrate."
        return Point(
            about, "look", "PostgreSQL keeps them apart; this login owns the tables, so it could stop that.", mend
        )
    return Point(about, "well", f"PostgreSQL keeps them apart, for the role {APP_ROLE}")


def _workspace(connection: Connection, workspace_id: int, now: datetime) -> Iterator[Point]:
    name = workspace_name(connection, workspace_id)
    waiting, marked_at = oldest_mark(connection, workspace_id)
    judged_at = last_judged_at(connection, workspace_id)
    judged = f"last judged {judged_at:%Y-%m-%d %H:%M} UTC" if judged_at else "nothing judged yet"
    if marked_at and now - marked_at > LONGEST_WAIT:
        said = f"{waiting} accounts wait to be judged, the first since {marked_at:%Y-%m-%d %H:%M} UTC"
        yield Point(name, "wrong", said, "The server judges them: is `leadline serve` running? Else: leadline assess")
    else:
        yield Point(name, "well", f"{waiting} accounts wait to be judged; {judged}")
    for job, still_since in stuck_imports(connection, workspace_id, now):
        of = job["file_name"] or f"import {job['id']}"
        said = f"{of} stands still since {still_since:%Y-%m-%d %H:%M} UTC: {job['received']} of {job['rows']} rows read"
        mend = "The server reads it: is `leadline serve` running? If it stops at one place each time, cancel it there."
        yield Point(f"{name}, imports", "wrong", said, mend)
    for source, received_at in last_received_at(connection, workspace_id).items():
        if received_at is None or now - received_at > LONGEST_SILENCE:
            since = f"since {received_at:%Y-%m-%d}" if received_at else "ever"
            mend = "Does its connection still run?"
            yield Point(f"{name}, {source}", "look", f"Nothing has arrived {since}.", mend)
        else:
            yield Point(f"{name}, {source}", "well", f"last record {received_at:%Y-%m-%d %H:%M} UTC")
