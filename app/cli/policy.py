"""Commands about the numbers by which everything is judged."""

from pathlib import Path
from typing import Annotated

import typer

from app import clock
from app.cli.parts import Workspace, asking, engine_named, print_lines
from app.db import writing
from app.services.policy_files import (
    check_policy_file,
    policy_file,
    policy_file_backtest,
    policy_file_impact,
    publish_policy_file,
)
from app.services.reassess_accounts import settle
from app.services.workspaces import caller_of
from app.surfaces import terminal
from app.surfaces.backtest_tables import draft_backtest_lines

commands = typer.Typer(no_args_is_help=True, help="The numbers by which everything is judged.")
PolicyFile = Annotated[Path, typer.Argument(help="A policy in YAML.", exists=True, dir_okay=False)]


@commands.callback()
def policy(context: typer.Context, workspace: Workspace) -> None:
    """The numbers by which everything is judged: show them, try others, publish them."""
    context.obj = workspace


@commands.command("show")
def show_policy(context: typer.Context) -> None:
    """Print the policy in force as YAML."""
    with asking(context.obj, store=False) as caller:
        typer.echo(policy_file(caller), nl=False)


@commands.command("check")
def check(context: typer.Context, file: PolicyFile) -> None:
    """Say what does not fit in a policy, else what it says otherwise than the one in force."""
    with asking(context.obj, store=False) as caller:
        print_lines(*terminal.policy_lines(check_policy_file(caller, file.read_bytes())))


@commands.command("impact")
def impact(
    context: typer.Context,
    file: PolicyFile,
    backtest: Annotated[
        bool, typer.Option("--backtest", help="Look back under both policies too; takes longer.")
    ] = False,
) -> None:
    """Say which accounts a policy would move, both ways, and what looking back says of it. Nothing is stored."""
    text, now = file.read_bytes(), clock.now()
    with asking(context.obj, store=False) as caller:
        print_lines(*terminal.impact_lines(policy_file_impact(caller, text, now)))
        if backtest:
            print_lines(*draft_backtest_lines(policy_file_backtest(caller, text, now)))


@commands.command("publish")
def publish(
    context: typer.Context,
    file: PolicyFile,
    author: Annotated[str, typer.Option(help="Who publishes it.")],
    reason: Annotated[str, typer.Option(help="Why; it is shown beside the policy.")],
) -> None:
    """Publish a policy, and judge every account by it."""
    engine, now = engine_named(), clock.now()
    with writing(engine, None) as connection:
        caller = caller_of(connection, context.obj)
        version = publish_policy_file(caller, file.read_bytes(), author=author, reason=reason, now=now)
    judged = settle(engine, caller.workspace_id, clock.now())
    print_lines(f"Version {version} is in force; accounts judged by it: {judged}.")
