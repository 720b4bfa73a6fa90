"""A command that says where a CRM opens its records."""

from typing import Annotated

import typer

from app.cli.parts import Workspace, opened, print_lines
from app.db import writing
from app.errors import not_found
from app.services.record_addresses import checked, opening_of, set_address
from app.services.workspaces import caller_of

commands = typer.Typer()


@commands.command("record-address")
def record_address(
    workspace: Workspace,
    source: Annotated[str, typer.Option(help="The CRM, as it was named when it was imported.")] = "crm",
    pattern: Annotated[
        str | None, typer.Option(help="As in https://acme.example/{type}/{id}; empty: records are not opened.")
    ] = None,
    word: Annotated[
        list[str] | None,
        typer.Option(help="What the CRM calls a type, for {type}: opportunity=deal. As often as needed."),
    ] = None,
) -> None:
    """Say where a CRM opens its records, so that ids on the pages become links; prints how it stands."""
    said = checked(pattern, dict(_pair(each) for each in word or ())) if pattern else None
    with writing(opened(), None) as connection:
        workspace_id = caller_of(connection, workspace).workspace_id
        crm = next((each for each in opening_of(connection, workspace_id).crms if each.name == source), None)
        if crm is None:
            raise not_found("source")
        if pattern is not None:
            set_address(connection, workspace_id, crm.id, said)
        crms = opening_of(connection, workspace_id).crms
    for each in crms:
        at = each.record_address
        words = " ".join(f"{kind}={word}" for kind, word in at["words"].items()) if at else ""
        print_lines(f"{each.name}: {at['pattern']} {words}".rstrip() if at else f"{each.name}: records are not opened.")


def _pair(said: str) -> tuple[str, str]:
    record_type, equals, word = said.partition("=")
    if not equals:
        raise typer.BadParameter("Write it as in opportunity=deal.", param_hint="--word")
    return record_type.strip(), word.strip()
