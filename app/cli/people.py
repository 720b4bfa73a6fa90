"""Commands about people: what we hold about one, and whether accounts are gathered by owner."""

import json
from pathlib import Path
from typing import Annotated, Literal

import typer

from app import clock
from app.cli.parts import Workspace, asking, opened, print_lines
from app.db import writing
from app.errors import not_found
from app.models.look import Look
from app.services.by_owner import is_by_owner, set_by_owner
from app.services.export_person import export_person
from app.services.looks import COMMAND, note_look
from app.services.show_records import number_of
from app.services.workspaces import caller_of

commands = typer.Typer()


@commands.command()
def privacy(
    workspace: Workspace,
    by_owner: Annotated[
        bool | None, typer.Option("--by-owner/--not-by-owner", help="Lists, reviews and pages by owner, or none.")
    ] = None,
) -> None:
    """Say whether accounts may be gathered by owner; prints how it stands."""
    with writing(opened(), None) as connection:
        workspace_id = caller_of(connection, workspace).workspace_id
        if by_owner is not None:
            set_by_owner(connection, workspace_id, is_on=by_owner)
        is_on = is_by_owner(connection, workspace_id)
    print_lines(f"Gathering accounts by owner is {'on' if is_on else 'off: each person alone sees their own so'}.")


@commands.command("export-person")
def export(
    workspace: Workspace,
    id: Annotated[str, typer.Argument(help="In the CRM.")],
    to: Annotated[Path, typer.Option(help="The file to write; there must be none of that name.")],
    kind: Annotated[Literal["user", "contact"], typer.Option(help="One of us, or a person at a customer.")] = "user",
) -> None:
    """Write everything we hold about a person, as JSON."""
    with asking(workspace) as caller:
        number = number_of(caller, kind, id)
        found = export_person(caller, kind, number, clock.now()) if number else None
    if number is None or found is None:
        raise not_found(kind)
    note_look(caller.connection.engine, Look(caller.workspace_id, number, COMMAND, "export", kind))
    try:
        with to.open("x", encoding="utf-8") as file:
            json.dump(found, file, ensure_ascii=False, indent=1)
    except OSError as error:
        raise typer.BadParameter(f"{to}: {error.strerror}.", param_hint="--to") from error
    print_lines(f"Everything we hold about {id} is in {to}.")
