"""The command line."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer
import uvicorn
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn
from sqlalchemy import Engine

from app import clock
from app.db import make_engine, reading, writing
from app.demo.tour import tour
from app.domain.backtest.looking_back import Period
from app.errors import Problem
from app.models.workspace import all_workspaces, workspace_name
from app.services.backtest import days_of, read_backtest
from app.services.every_assessment import every_assessment
from app.services.flag_lines import flag_lines
from app.services.import_files import NotImportable, import_paths
from app.services.keys import create_key
from app.services.migrate import migrate as migrate_database
from app.services.readiness import read_readiness
from app.services.reassess_accounts import settle
from app.services.show_records import Caller
from app.services.sign_in import sign_in_link
from app.services.weekly_review import read_review, week_of
from app.services.workspaces import NoWorkspace, caller_of, ensure_source, ensure_workspace
from app.settings import settings
from app.surfaces.backtest_tables import backtest_lines
from app.surfaces.review_files import write_review
from app.surfaces.terminal import assessments_table, flags_table, postures_line, readiness_table

cli = typer.Typer(
    no_args_is_help=True, add_completion=False, help="Which accounts are led, which are only managed, and why."
)
key_cli = typer.Typer(no_args_is_help=True, help="API keys.")
cli.add_typer(key_cli, name="key")
console = Console()


class Format(StrEnum):
    table = "table"
    json = "json"


Workspace = Annotated[str, typer.Option(help="The workspace: one customer organisation.")]
AsOf = Annotated[
    str | None, typer.Option(help="Judge as of this instant, such as 2026-09-16T12:00:00Z; nothing is stored.")
]


def main() -> None:
    """Run the command line; what the caller can mend is said in one line, with exit code 1."""
    try:
        cli()
    except (NoWorkspace, NotImportable) as error:
        _fail(str(error))
    except Problem as problem:
        _fail("; ".join([problem.title, *(f"{error.field}: {error.detail}" for error in problem.errors)]))


def _fail(message: str) -> None:
    Console(stderr=True).print(message, style="red", highlight=False)
    raise SystemExit(1)


@cli.command()
def migrate() -> None:
    """Bring the database to this version's tables."""
    migrate_database(_engine())


@cli.command()
def serve(
    host: str = "127.0.0.1",
    port: int = 8000,
    workers: Annotated[int, typer.Option(min=1, max=64)] = 1,
) -> None:
    """Serve the pages and the API."""
    engine = _engine()
    migrate_database(engine)
    _serve(engine, host, port, workers)


@cli.command("import")
def import_command(
    paths: Annotated[list[Path], typer.Argument(help="Files or folders: <plural>.csv, .ndjson, .json, also .gz.")],
    workspace: Workspace,
    source: Annotated[str, typer.Option(help="The CRM these records come from.")],
    zone: Annotated[str | None, typer.Option(help="Time zone of instants without one, such as Europe/Berlin.")] = None,
) -> None:
    """Import records; refused rows go to a file with line, field and reason. Then judge the accounts touched."""
    engine, now = _engine(), clock.now()
    migrate_database(engine)
    with Progress(SpinnerColumn(), TextColumn("{task.description}"), *Progress.get_default_columns()[1:]) as progress:
        task = progress.add_task("Importing", total=None)
        report = import_paths(
            engine,
            workspace,
            source,
            paths,
            _zone(zone),
            now,
            lambda file, done, total: progress.update(task, description=file.name, completed=done, total=total),
        )
        progress.update(task, description="Judging")
        with reading(engine) as connection:
            workspace_id = caller_of(connection, workspace).workspace_id
        judged = settle(engine, workspace_id, clock.now())
    console.print(
        f"{report.stored} stored, {report.unchanged} unchanged, {report.refused} refused; {judged} accounts judged."
    )
    for file in report.refused_files:
        console.print(f"Refused rows, with line, field and reason: {file}", highlight=False, soft_wrap=True)


@cli.command()
def assess(workspace: Workspace, as_of: AsOf = None, format: Format = Format.table) -> None:
    """Judge the accounts, store it, and print posture and bands."""
    at = _instant(as_of)
    with _asking(workspace, store=at is None) as caller:
        items = every_assessment(caller, at)
    if format is Format.json:
        _print_json({"items": items, "next_cursor": None})
    else:
        console.print(assessments_table(items))
        console.print(f"{len(items)} accounts: {postures_line(items)}", highlight=False)


@cli.command()
def flags(workspace: Workspace, as_of: AsOf = None, format: Format = Format.table) -> None:
    """What somebody should look at, weightiest first."""
    at = _instant(as_of)
    with _asking(workspace, store=at is None) as caller:
        items = flag_lines(caller, clock.now(), at)
    if format is Format.json:
        _print_json({"items": items, "next_cursor": None})
    else:
        console.print(flags_table(items))


@cli.command()
def readiness(workspace: Workspace, format: Format = Format.table) -> None:
    """What the data can answer, and what it would take for the rest."""
    with _asking(workspace) as caller:
        found = read_readiness(caller.connection, caller.workspace_id)
    if format is Format.json:
        _print_json(found)
    else:
        console.print(readiness_table(found))
        console.print(found["sentence"], highlight=False)


@cli.command()
def review(
    workspace: Workspace,
    to: Annotated[Path, typer.Option(help="The folder to write to.")],
    week: Annotated[str | None, typer.Option(help="Such as 2026-W26; without it, this week.")] = None,
) -> None:
    """Write the weekly pipeline review."""
    now, engine = clock.now(), _engine()
    with _asking(workspace):
        pass
    with writing(engine) as connection:
        made, _ = read_review(caller_of(connection, workspace), week or week_of(now.date()), now)
    for file in write_review(made, to, settings().public_url):
        console.print(str(file), highlight=False, soft_wrap=True)


@cli.command()
def backtest(
    workspace: Workspace,
    first: Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="The first month start looked at.")],
    last: Annotated[datetime, typer.Option("--to", formats=["%Y-%m-%d"], help="The last month start looked at.")],
    horizon: Annotated[str, typer.Option(help="How many days after each month start count, such as 90d.")] = "90d",
    format: Format = Format.table,
) -> None:
    """What the verdicts would have said at past month starts, against what happened afterwards."""
    with _asking(workspace, store=False) as caller:
        found = read_backtest(caller, Period(first.date(), last.date(), days_of(horizon)), clock.now())
    if format is Format.json:
        _print_json(found)
    else:
        console.print(*backtest_lines(found), sep="\n", highlight=False)


@key_cli.command("create")
def create(
    workspace: Workspace,
    source: Annotated[str, typer.Option(help="The CRM the key speaks for.")],
    scope: Annotated[list[str], typer.Option(help="read, ingest or admin; may be given again.")],
) -> None:
    """Make a key and print it. It is shown this once."""
    engine = _engine()
    migrate_database(engine)
    with writing(engine) as connection:
        workspace_id = ensure_workspace(connection, workspace)
        try:
            token = create_key(connection, workspace_id, ensure_source(connection, workspace_id, source), scope)
        except ValueError as error:
            raise typer.BadParameter(str(error)) from error
    typer.echo(token)


@cli.command()
def demo(
    serve: Annotated[bool, typer.Option(help="Serve the pages afterwards.", envvar="SERVE")] = True,
    port: Annotated[int, typer.Option(envvar="PORT")] = 8000,
    to: Annotated[Path, typer.Option(help="Where the database and the review are written.")] = Path("out"),
) -> None:
    """Set up a demo company, judge it, print what stands out, and serve the pages."""
    engine = tour(console, to, clock.now())
    if serve:
        _serve(engine, "127.0.0.1", port, workers=1)


def _engine() -> Engine:
    return make_engine(settings().database_url)


@contextmanager
def _asking(workspace: str, store: bool = True) -> Iterator[Caller]:
    """A transaction that reads a workspace, after its marked accounts were judged."""
    engine = _engine()
    with reading(engine) as connection:
        workspace_id = caller_of(connection, workspace).workspace_id
    if store:
        settle(engine, workspace_id, clock.now())
    with reading(engine) as connection:
        yield caller_of(connection, workspace)


def _instant(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter("write an instant such as 2026-09-16T12:00:00Z") from error
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _zone(name: str | None) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise typer.BadParameter(f"{name} is no time zone; write one such as Europe/Berlin") from error


def _print_json(value: Any) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=1))


def _serve(engine: Engine, host: str, port: int, workers: int) -> None:
    _print_links(engine, host, port)
    # The server's processes read their settings from the environment.
    os.environ["LEADLINE_DATABASE_URL"] = engine.url.render_as_string(hide_password=False)
    settings.cache_clear()
    uvicorn.run("app.main:create_app", factory=True, host=host, port=port, workers=workers, log_level="warning")


def _print_links(engine: Engine, host: str, port: int) -> None:
    """One sign-in link a workspace. Links are for this machine; people elsewhere cannot use them."""
    with writing(engine) as connection:
        for workspace_id in all_workspaces(connection):
            link = sign_in_link(connection, workspace_id, f"http://{host}:{port}", clock.now())
            console.print(f"{workspace_name(connection, workspace_id)}: {link}", highlight=False, soft_wrap=True)
