"""Commands that bring records in."""

from pathlib import Path
from typing import Annotated

import typer

from app import clock
from app.cli.parts import Workspace, console, opened, print_lines
from app.db import reading, writing
from app.services.import_files import import_paths
from app.services.keys import create_key
from app.services.reassess_accounts import settle
from app.services.workspaces import caller_of, ensure_source, ensure_workspace
from app.surfaces import terminal

commands = typer.Typer()
keys = typer.Typer(no_args_is_help=True, help="API keys.")
commands.add_typer(keys, name="key")


@commands.command("import")
def import_command(
    paths: Annotated[list[Path], typer.Argument(help="Files or folders: <plural>.csv, .ndjson, .json, also .gz.")],
    workspace: Workspace,
    source: Annotated[str, typer.Option(help="The CRM these records come from.")],
    zone: Annotated[str | None, typer.Option(help="Time zone of instants without one, such as Europe/Berlin.")] = None,
) -> None:
    """Import records; refused rows go to a file with line, field and reason. Then judge the accounts touched."""
    engine, now, naive = opened(), clock.now(), terminal.zone(zone)
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
        print_lines(f"Not a field of {of_type}, left out: {name} (rows: {rows})")
    for file in report.refused_files:
        print_lines(f"Refused rows, with line, field and reason: {file}")


@keys.command("create")
def create(
    workspace: Workspace,
    source: Annotated[str, typer.Option(help="The CRM the key speaks for.")],
    scope: Annotated[list[str], typer.Option(help="read, ingest or admin; may be given again.")],
) -> None:
    """Make a key and print it. It is shown this once."""
    engine = opened()
    with writing(engine, None) as connection:
        workspace_id = ensure_workspace(connection, workspace)
        try:
            token = create_key(connection, workspace_id, ensure_source(connection, workspace_id, source), scope)
        except ValueError as error:
            raise terminal.NotUnderstood(str(error)) from error
    typer.echo(token)
