"""Whether the database keeps what it acknowledged when the power fails."""

from sqlalchemy import Connection

SAFE_SYNCHRONOUS = 2
"""SQLite's FULL."""


def unsafe_settings(connection: Connection) -> list[str]:
    """The settings under which an acknowledged record could be lost, as `name=value`."""
    run = connection.exec_driver_sql
    if connection.dialect.name == "sqlite":
        told = {"journal_mode": run("PRAGMA journal_mode").scalar(), "synchronous": run("PRAGMA synchronous").scalar()}
        safe = told["journal_mode"] == "wal" and int(told["synchronous"] or 0) >= SAFE_SYNCHRONOUS
        return [] if safe else [f"{name}={value}" for name, value in told.items()]
    names = ("fsync", "full_page_writes", "synchronous_commit")
    values = {name: run("SELECT current_setting(%(name)s)", {"name": name}).scalar() for name in names}
    return [f"{name}={value}" for name, value in values.items() if value == "off"]
