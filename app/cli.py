"""The command line."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
import uvicorn
from rich.console import Console
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from app import clock
from app.db import is_empty, make_engine, reading, writing
from app.demo.tour import tour
from app.domain.backtest.looking_back import Period
from app.errors import Problem
from app.models.workspace import all_workspaces, workspace_name
from app.routers.impatience import Impatient
from app.services.backtest import days_of, read_backtest
from app.services.every_assessment import every_assessment
from app.services.flag_lines import flag_lines
from app.services.import_files import NotImportable, import_paths
from app.services.keys import create_key
from app.services.migrate import migrate as migrate_database
from app.services.policy_files import (
    check_policy_file,
    policy_file,
    policy_file_backtest,
    policy_file_impact,
    publish_policy_file,
)
from app.services.readiness import read_readiness
from app.services.reassess_accounts import settle
from app.services.show_records import Caller
from app.services.sign_in import sign_in_link
from app.services.weekly_review import read_review, week_of
from app.services.workspaces import NotAName, NoWorkspace, caller_of, ensure_source, ensure_workspace
from app.settings import settings
from app.surfaces import terminal
from app.surfaces.backtest_tables import backtest_lines, draft_backtest_lines
from app.surfaces.reviews.files import write_review

cli = typer.Typer(
    no_args_is_help=True, add_completion=False, help="Which accounts are led, which are only managed, and why."
)
key_cli = typer.Typer(no_args_is_help=True, help="API keys.")
cli.add_typer(key_cli, name="key")
policy_cli = typer.Typer(no_args_is_help=True, help="The numbers by which everything is judged.")
cli.add_typer(policy_cli, name="policy")
console = terminal.on_screen()


class Format(StrEnum):
    table = "table"
    json = "json"


Workspace = Annotated[str, typer.Option(help="The workspace: one customer organisation.")]
AsOf = Annotated[
    str | None, typer.Option(help="Judge as of this instant, such as 2026-09-16T12:00:00Z; nothing is stored.")
]

PolicyFile = Annotated[Path, typer.Argument(help="A policy in YAML.", exists=True, dir_okay=False)]


def main() -> None:
    """Run the command line; what the caller can mend is said in one line, with exit code 1."""
    try:
        cli()
    except (NoWorkspace, NotAName, NotImportable, terminal.NotUnderstood) as error:
        _fail(str(error))
    except DBAPIError as error:
        _fail(f"The database cannot be used: {str(error.orig).splitlines()[0]} (after an upgrade: leadline migrate)")
    except Problem as problem:
        said = [f"{error.field}: {error.detail}".removeprefix(": ") for error in problem.errors]
        _fail("\n".join(said if len(said) == 1 else [problem.title, *said]))


def _fail(message: str) -> None:
    Console(stderr=True, markup=False).print(message, style="red", highlight=False, soft_wrap=True)
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
    engine, now, naive = _engine(), clock.now(), terminal.zone(zone)
    migrate_database(engine)
    with terminal.progress("Importing") as show:
        report = import_paths(engine, workspace, source, paths, naive, now, show)
        show("Judging")
        with reading(engine, None) as connection:
            workspace_id = caller_of(connection, workspace).workspace_id
        judged = settle(engine, workspace_id, clock.now())
    console.print(
        f"{report.stored} stored, {report.unchanged} unchanged, {report.refused} refused; accounts judged: {judged}."
    )
    for (of_type, name), rows in report.summary.unknown.items():
        _print_lines(f"Not a field of {of_type}, left out: {name} (rows: {rows})")
    for file in report.refused_files:
        _print_lines(f"Refused rows, with line, field and reason: {file}")


@cli.command()
def assess(workspace: Workspace, as_of: AsOf = None, format: Format = Format.table) -> None:
    """Judge the accounts, store it, and print posture and bands."""
    at = terminal.instant(as_of)
    with _asking(workspace, store=at is None) as caller:
        items = every_assessment(caller, at, clock.now())
    sum_of_all = f"{len(items)} accounts: {terminal.postures_line(items)}"
    _print({"items": items, "next_cursor": None}, format, terminal.assessments_table(items), sum_of_all)


@cli.command()
def flags(workspace: Workspace, as_of: AsOf = None, format: Format = Format.table) -> None:
    """What somebody should look at, weightiest first."""
    at = terminal.instant(as_of)
    with _asking(workspace, store=at is None) as caller:
        items = flag_lines(caller, clock.now(), at)
    _print({"items": items, "next_cursor": None}, format, terminal.flags_table(items) if items else "No flags.")


@cli.command()
def readiness(workspace: Workspace, format: Format = Format.table) -> None:
    """What the data can answer, and what it would take for the rest."""
    with _asking(workspace) as caller:
        found = read_readiness(caller.connection, caller.workspace_id)
    _print(found, format, terminal.readiness_table(found), found["sentence"])


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
    with writing(engine, None) as connection:
        made = read_review(caller_of(connection, workspace), week or week_of(now.date()), now)
    _print_lines(*map(str, write_review(made, to, settings().public_url)))


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
    _print(found, format, *backtest_lines(found))


@key_cli.command("create")
def create(
    workspace: Workspace,
    source: Annotated[str, typer.Option(help="The CRM the key speaks for.")],
    scope: Annotated[list[str], typer.Option(help="read, ingest or admin; may be given again.")],
) -> None:
    """Make a key and print it. It is shown this once."""
    engine = _engine()
    migrate_database(engine)
    with writing(engine, None) as connection:
        workspace_id = ensure_workspace(connection, workspace)
        try:
            token = create_key(connection, workspace_id, ensure_source(connection, workspace_id, source), scope)
        except ValueError as error:
            raise terminal.NotUnderstood(str(error)) from error
    typer.echo(token)


@policy_cli.callback()
def policy(context: typer.Context, workspace: Workspace) -> None:
    """The numbers by which everything is judged: show them, try others, publish them."""
    context.obj = workspace


@policy_cli.command("show")
def show_policy(context: typer.Context) -> None:
    """Print the policy in force as YAML."""
    with _asking(context.obj, store=False) as caller:
        typer.echo(policy_file(caller), nl=False)


@policy_cli.command("check")
def check(context: typer.Context, file: PolicyFile) -> None:
    """Say what does not fit in a policy, else what it says otherwise than the one in force."""
    with _asking(context.obj, store=False) as caller:
        _print_lines(*terminal.policy_lines(check_policy_file(caller, file.read_bytes())))


@policy_cli.command("impact")
def impact(
    context: typer.Context,
    file: PolicyFile,
    backtest: Annotated[
        bool, typer.Option("--backtest", help="Look back under both policies too; takes longer.")
    ] = False,
) -> None:
    """Say which accounts a policy would move, both ways, and what looking back says of it. Nothing is stored."""
    text, now = file.read_bytes(), clock.now()
    with _asking(context.obj, store=False) as caller:
        _print_lines(*terminal.impact_lines(policy_file_impact(caller, text, now)))
        if backtest:
            _print_lines(*draft_backtest_lines(policy_file_backtest(caller, text, now)))


@policy_cli.command("publish")
def publish(
    context: typer.Context,
    file: PolicyFile,
    author: Annotated[str, typer.Option(help="Who publishes it.")],
    reason: Annotated[str, typer.Option(help="Why; it is shown beside the policy.")],
) -> None:
    """Publish a policy, and judge every account by it."""
    engine, now = _engine(), clock.now()
    with writing(engine, None) as connection:
        caller = caller_of(connection, context.obj)
        version = publish_policy_file(caller, file.read_bytes(), author=author, reason=reason, now=now)
    judged = settle(engine, caller.workspace_id, clock.now())
    _print_lines(f"Version {version} is in force; accounts judged by it: {judged}.")


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
    return make_engine(terminal.database_url(settings().database_url))


@contextmanager
def _asking(workspace: str, store: bool = True) -> Iterator[Caller]:
    """A transaction that reads a workspace, after its marked accounts were judged."""
    engine = _engine()
    if is_empty(engine):
        raise NoWorkspace("The database is empty: import something into it first.")
    with reading(engine, None) as connection:
        workspace_id = caller_of(connection, workspace).workspace_id
    if store:
        settle(engine, workspace_id, clock.now())
    with reading(engine, None) as connection:
        yield caller_of(connection, workspace)


def _print_lines(*lines: str) -> None:
    console.print(*lines, sep="\n", highlight=False, soft_wrap=True)


def _print(said: Any, format: Format, *shown: Any) -> None:
    if format is Format.json:
        typer.echo(json.dumps(said, ensure_ascii=False, indent=1))
    else:
        console.print(*shown, sep="\n", highlight=False)


def _serve(engine: Engine, host: str, port: int, workers: int) -> None:
    _print_links(engine, host, port)
    # The server's processes read their settings from the environment.
    os.environ["LEADLINE_DATABASE_URL"] = engine.url.render_as_string(hide_password=False)
    settings.cache_clear()
    uvicorn.run(
        "app.main:create_app", factory=True, host=host, port=port, workers=workers, log_level="warning", http=Impatient
    )


def _print_links(engine: Engine, host: str, port: int) -> None:
    """One sign-in link a workspace. Links are for this machine; people elsewhere cannot use them."""
    address = f"http://{host}:{port}"
    with reading(engine, None) as connection:
        workspaces = all_workspaces(connection)
    for workspace_id in workspaces:
        with writing(engine, workspace_id) as connection:
            link = sign_in_link(connection, workspace_id, address, clock.now())
            _print_lines(f"{workspace_name(connection, workspace_id)}: {link}")
    if not workspaces:
        _print_lines(f"Nothing is on file yet: run leadline import, or key create. The API is at {address}/v1.")
