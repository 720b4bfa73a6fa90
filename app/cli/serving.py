"""Commands that serve the pages and the API, and say who may see everything there."""

import os
import signal
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import Engine

from app import clock
from app.cli.parts import Workspace, console, opened, print_lines
from app.db import reading, writing
from app.models.workspace import all_workspaces, workspace_name
from app.services.admins import set_admin
from app.services.sign_in import sign_in_link
from app.services.workspaces import caller_of
from app.settings import settings

STOPS_WITHIN_S = 10
"""How long requests may still take when the server was asked to stop."""
commands = typer.Typer()


@commands.command()
def serve(
    host: str = "127.0.0.1",
    port: int = 8000,
    workers: Annotated[int, typer.Option(min=1, max=64)] = 1,
) -> None:
    """Serve the pages and the API."""
    _serve(opened(), host, port, workers)


@commands.command()
def demo(
    serve: Annotated[bool, typer.Option(help="Serve the pages afterwards.", envvar="SERVE")] = True,
    port: Annotated[int, typer.Option(envvar="PORT")] = 8000,
    to: Annotated[Path, typer.Option(help="Where the database and the review are written.")] = Path("out"),
) -> None:
    """Set up a demo company, judge it, print what stands out, and serve the pages."""
    from app.demo.tour import tour

    engine = tour(console, to, clock.now())
    if serve:
        _serve(engine, "127.0.0.1", port, workers=1)


@commands.command()
def admin(
    workspace: Workspace,
    email: Annotated[str, typer.Argument(help="Of the person, as it stands at their user in the CRM.")],
    remove: Annotated[bool, typer.Option("--remove", help="No longer.")] = False,
) -> None:
    """Let a person who signs in see and set everything; prints all who may."""
    engine = opened()
    with writing(engine, None) as connection:
        admins = set_admin(connection, caller_of(connection, workspace).workspace_id, email, is_admin=not remove)
    print_lines(f"Admins: {', '.join(admins) or 'nobody'}.")


def _serve(engine: Engine, host: str, port: int, workers: int) -> None:
    # Other commands need no web server, and are answered sooner without.
    import uvicorn

    from app.routers.impatience import Impatient

    _print_links(engine, host, port)
    # The server's processes read their settings from the environment.
    os.environ["LEADLINE_DATABASE_URL"] = engine.url.render_as_string(hide_password=False)
    settings.cache_clear()
    # The server ends what it began and then sends itself the signal again: it has stopped as it was asked to.
    signal.signal(signal.SIGTERM, lambda *_: None)
    uvicorn.run(
        "app.main:served", factory=True, host=host, port=port, workers=workers, log_level="warning", http=Impatient,
        timeout_graceful_shutdown=STOPS_WITHIN_S,
    )  # fmt: skip


def _print_links(engine: Engine, host: str, port: int) -> None:
    """One sign-in link a workspace. Links are for this machine; people elsewhere cannot use them."""
    address = f"http://{host}:{port}"
    with reading(engine, None) as connection:
        workspaces = all_workspaces(connection)
    for workspace_id in workspaces:
        with writing(engine, workspace_id) as connection:
            link = sign_in_link(connection, workspace_id, address, clock.now())
            print_lines(f"{workspace_name(connection, workspace_id)}: {link}")
    if not workspaces:
        print_lines(f"Nothing is on file yet: run leadline import, or key create. The API is at {address}/v1.")
