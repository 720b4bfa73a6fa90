"""Commands for whoever keeps the installation."""

from pathlib import Path
from typing import Annotated

import typer

from app import clock
from app.cli.parts import engine_named, print_lines
from app.models.backup import copy_to, restore_from
from app.services.check_database import bring_up_to_date
from app.services.doctor import look_over

commands = typer.Typer()
SIGNS = {"well": "ok   ", "look": "look ", "wrong": "WRONG"}


@commands.command()
def migrate() -> None:
    """Bring the database to this version's tables."""
    bring_up_to_date(engine_named())


@commands.command()
def doctor() -> None:
    """Say what is wrong with this installation, and how to mend it. Exit code 1 when something is."""
    found = look_over(engine_named(), clock.now())
    for point in found:
        print_lines(f"{SIGNS[point.state]}  {point.about}: {point.said}")
        if point.mend:
            print_lines(f"       {point.mend}")
    if any(point.state == "wrong" for point in found):
        raise typer.Exit(1)


@commands.command()
def backup(file: Annotated[Path, typer.Argument(help="Where to; there must be no such file yet.")]) -> None:
    """Copy an SQLite database while it is in use, and check the copy. For PostgreSQL see docs/backup.md."""
    copy_to(engine_named(), file)
    print_lines(f"The whole database, checked, is in {file}.")


@commands.command()
def restore(file: Annotated[Path, typer.Argument(help="What backup wrote.", exists=True, dir_okay=False)]) -> None:
    """Put a backup where LEADLINE_DATABASE_URL says, if nothing is there yet."""
    engine = engine_named()
    restore_from(file, engine)
    bring_up_to_date(engine)
    print_lines(f"{engine.url.database} is as it was in {file}.")
