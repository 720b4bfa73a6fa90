"""The access log: each time somebody else opens what is gathered about a person, for that person to read."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine

from app import clock
from app.db import reading, writing
from app.models.look import Look, What, forget_looks_before, is_noted, looks_at, note
from app.models.naming import named_records
from app.models.source import sources_of
from app.models.workspace import all_workspaces
from app.services.show_records import Caller

LINK, COMMAND = "link", "command"
SURFACES: dict[What, str] = {
    "page": "opened the page",
    "accounts": "listed the accounts by owner",
    "portfolio": "looked at the portfolio by owner",
    "review": "read the weekly review by owner",
    "records": "read the records by owner",
    "actions": "listed the actions",
    "export": "took an export of what we hold",
    "log": "read this log",
}


def by_user(user: int | None) -> str:
    """Who looks, on the pages; None: whoever came by the link on the machine."""
    return LINK if user is None else f"user:{user}"


def by_caller(caller: Caller) -> str:
    """Who looks, through the API: a connection, or in a frame the person who looks at it."""
    return f"source:{caller.source_id}" if caller.viewer is None else by_user(caller.viewer)


def note_look(engine: Engine, look: Look) -> None:
    """Keep that somebody looked, once a day. Nobody is told of their own looks.

    Call it when what is shown is ready: it waits for other writers, and only for the day's first look.
    """
    now = clock.now()
    if look.record_type == "user" and look.looker == by_user(look.person_id):
        return
    with reading(engine, look.workspace_id) as connection:
        is_known = named_records(connection, look.workspace_id, {look.record_type: [look.person_id]})
        if not is_known or is_noted(connection, look, now):
            return
    with writing(engine, look.workspace_id) as connection:
        note(connection, look, now)


def read_looks(caller: Caller, record_type: str, number: int) -> list[dict[str, Any]]:
    """Who looked at what about a person, and when first that day; the latest first."""
    return show_looks(caller, looks_at(caller.connection, caller.workspace_id, record_type, number))


def show_looks(caller: Caller, rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    found = list(rows)
    users = [int(row["looker"].removeprefix("user:")) for row in found if row["looker"].startswith("user:")]
    names = {
        by_user(number): fields["name"] or fields["external_id"]
        for (_, number), fields in named_records(caller.connection, caller.workspace_id, {"user": users}).items()
    }
    for source in sources_of(caller.connection, caller.workspace_id).values():
        names[f"source:{source.id}"] = f"a program with a key of {source.name}"
    names |= {LINK: "somebody with the link of this machine", COMMAND: "a command on this machine"}
    return [
        {
            "who": names.get(row["looker"], "a person who was erased"),
            "what": row["what"],
            "says": SURFACES[row["what"]],
            "at": clock.written(row["looked_at"]),
        }
        for row in found
    ]


def forget_looks(engine: Engine, now: datetime, kept_for: timedelta) -> None:
    with writing(engine, None) as connection:
        workspaces = all_workspaces(connection)
    for workspace_id in workspaces:
        with writing(engine, workspace_id) as connection:
            forget_looks_before(connection, workspace_id, (now - kept_for).date())
