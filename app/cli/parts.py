"""What the commands share: the database, the workspace asked for, and printing."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import Annotated, Any

import typer
from sqlalchemy import Engine

from app import clock
from app.db import is_empty, make_engine, reading
from app.services.check_database import bring_up_to_date
from app.services.reassess_accounts import settle
from app.services.show_records import Caller
from app.services.workspaces import NoWorkspace, caller_of
from app.settings import settings
from app.surfaces import terminal

console = terminal.on_screen()
Workspace = Annotated[str, typer.Option(help="The workspace: one customer organisation.")]


class Format(StrEnum):
    table = "table"
    json = "json"


def engine_named() -> Engine:
    return make_engine(terminal.database_url(settings().database_url))


def opened() -> Engine:
    """The database, at this version's tables. Raises NotSafe when it could lose what we acknowledge."""
    engine = engine_named()
    bring_up_to_date(engine)
    return engine


@contextmanager
def asking(workspace: str, store: bool = True) -> Iterator[Caller]:
    """A transaction that reads a workspace, after its marked accounts were judged."""
    engine = engine_named()
    if is_empty(engine):
        raise NoWorkspace("The database is empty: import something into it first.")
    with reading(engine, None) as connection:
        workspace_id = caller_of(connection, workspace).workspace_id
    if store:
        settle(engine, workspace_id, clock.now())
    with reading(engine, None) as connection:
        yield caller_of(connection, workspace)


def print_lines(*lines: str) -> None:
    console.print(*lines, sep="\n", highlight=False, soft_wrap=True)


def print_said(said: Any, format: Format, *shown: Any) -> None:
    if format is Format.json:
        typer.echo(json.dumps(said, ensure_ascii=False, indent=1))
    else:
        console.print(*shown, sep="\n", highlight=False)
