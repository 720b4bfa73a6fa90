"""All commands of the command line, and how it ends where one fails."""

import typer
from sqlalchemy.exc import DBAPIError

from app.cli import addresses, filling, keeping, looking, people, policy, serving
from app.errors import Problem
from app.models.backup import NotCopied
from app.services.check_database import NotSafe
from app.services.import_files import NotImportable
from app.services.workspaces import NotAName, NoWorkspace
from app.surfaces import terminal

cli = typer.Typer(
    no_args_is_help=True, add_completion=False, help="Which accounts are led, which are only managed, and why."
)
for group in (serving, filling, looking, people, addresses, keeping):
    cli.add_typer(group.commands)
cli.add_typer(policy.commands, name="policy")


def run() -> None:
    """Run the command line; what the caller can mend is said in one line, with exit code 1."""
    try:
        cli()
    except (NoWorkspace, NotAName, NotImportable, NotSafe, NotCopied, terminal.NotUnderstood) as error:
        _fail(str(error))
    except DBAPIError as error:
        _fail(f"The database cannot be used: {str(error.orig).splitlines()[0]} (after an upgrade: leadline migrate)")
    except Problem as problem:
        said = [f"{error.field}: {error.detail}".removeprefix(": ") for error in problem.errors]
        _fail("\n".join(said if len(said) == 1 else [problem.title, *(said or filter(None, [problem.detail]))]))


def _fail(message: str) -> None:
    terminal.Screen(stderr=True, markup=False).print(message, style="red", highlight=False, soft_wrap=True)
    raise SystemExit(1)
