"""Commands that ask."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from app import clock
from app.cli.parts import Format, Workspace, asking, engine_named, print_lines, print_said
from app.db import writing
from app.domain.backtest.looking_back import Period
from app.models.look import Look
from app.services.backtest import days_of, read_backtest
from app.services.every_assessment import every_assessment
from app.services.flag_lines import flag_lines
from app.services.looks import COMMAND, note_look
from app.services.readiness import read_readiness
from app.services.review_scope import scope_named
from app.services.weekly_review import read_review, week_of
from app.services.workspaces import caller_of
from app.settings import settings
from app.surfaces import terminal
from app.surfaces.backtest_tables import backtest_lines
from app.surfaces.reviews.pdf import Paper

commands = typer.Typer()
AsOf = Annotated[
    str | None, typer.Option(help="Judge as of this instant, such as 2026-09-16T12:00:00Z; nothing is stored.")
]


@commands.command()
def assess(workspace: Workspace, as_of: AsOf = None, format: Format = Format.table) -> None:
    """Judge the accounts, store it, and print posture and bands."""
    at = terminal.instant(as_of)
    with asking(workspace, store=at is None) as caller:
        items = every_assessment(caller, at, clock.now())
    sum_of_all = f"{len(items)} accounts: {terminal.postures_line(items)}"
    print_said({"items": items, "next_cursor": None}, format, terminal.assessments_table(items), sum_of_all)


@commands.command()
def flags(workspace: Workspace, as_of: AsOf = None, format: Format = Format.table) -> None:
    """What somebody should look at, weightiest first."""
    at = terminal.instant(as_of)
    with asking(workspace, store=at is None) as caller:
        items = flag_lines(caller, clock.now(), at)
    print_said({"items": items, "next_cursor": None}, format, terminal.flags_table(items) if items else "No flags.")


@commands.command()
def readiness(workspace: Workspace, format: Format = Format.table) -> None:
    """What the data can answer, and what it would take for the rest."""
    with asking(workspace) as caller:
        found = read_readiness(caller.connection, caller.workspace_id)
    print_said(found, format, terminal.readiness_table(found), found["sentence"])


@commands.command()
def review(
    workspace: Workspace,
    to: Annotated[Path, typer.Option(help="The folder to write to.")],
    week: Annotated[str | None, typer.Option(help="Such as 2026-W26; without it, this week.")] = None,
    team: Annotated[str | None, typer.Option(help="This team's accounts alone.")] = None,
    owner: Annotated[str | None, typer.Option(help="This owner's accounts alone: the id in the CRM.")] = None,
    paper: Annotated[Paper, typer.Option(help="Of the PDF.")] = "a4",
) -> None:
    """Write the weekly pipeline review: HTML, JSON, PDF and XLSX with the same content."""
    # What makes pages and files is loaded for this command alone.
    from app.surfaces.reviews.files import write_review

    now, engine = clock.now(), engine_named()
    with asking(workspace):
        pass
    with writing(engine, None) as connection:
        caller = caller_of(connection, workspace)
        scope = scope_named(caller, owner, team)
        made = read_review(caller, week or week_of(now.date()), now, scope)
    if scope.owner is not None:
        note_look(engine, Look(caller.workspace_id, scope.owner, COMMAND, "review"))
    print_lines(*map(str, write_review(made, to, settings().public_url, paper)))


@commands.command()
def backtest(
    workspace: Workspace,
    first: Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="The first month start looked at.")],
    last: Annotated[datetime, typer.Option("--to", formats=["%Y-%m-%d"], help="The last month start looked at.")],
    horizon: Annotated[str, typer.Option(help="How many days after each month start count, such as 90d.")] = "90d",
    format: Format = Format.table,
) -> None:
    """What the verdicts would have said at past month starts, against what happened afterwards."""
    with asking(workspace, store=False) as caller:
        found = read_backtest(caller, Period(first.date(), last.date(), days_of(horizon)), clock.now())
    print_said(found, format, *backtest_lines(found))
