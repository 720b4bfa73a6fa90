"""Copying a whole SQLite database, also while others write to it."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Engine


class NotCopied(ValueError):
    """Why a database was not copied; nothing was changed."""


def copy_to(engine: Engine, file: Path) -> None:
    """Copy the database into a new file. Raises NotCopied when the file exists, or the database cannot be copied so."""
    source = _file_of(engine)
    if not source.exists():
        raise NotCopied(f"There is no database at {source}.")
    _copy(source, file)


def restore_from(file: Path, engine: Engine) -> None:
    """Put a copy where the database belongs. Raises NotCopied when one is there, or the copy is no whole database."""
    target = _file_of(engine)
    _copy(file, target)


def _copy(source: Path, target: Path) -> None:
    if any(Path(f"{target}{end}").exists() for end in ("", "-wal")):
        raise NotCopied(f"{target} is there already and was left alone: move it away, or name another file.")
    # Under its own name only once it is whole and on the disk.
    part = Path(f"{target}.part")
    try:
        read_only = source.absolute().as_uri() + "?mode=ro"
        with closing(sqlite3.connect(read_only, uri=True)) as old, closing(sqlite3.connect(part)) as new:
            old.backup(new)
            new.execute("PRAGMA journal_mode=DELETE")
            (told,) = new.execute("PRAGMA integrity_check").fetchone()
            new.execute("SELECT version_num FROM alembic_version").fetchone()
        if told != "ok":
            raise NotCopied(f"{source} is damaged: {told}. Nothing was written; go back to an earlier backup.")
        with part.open("rb") as written:
            os.fsync(written.fileno())
        os.link(part, target)
    except sqlite3.Error as error:
        raise NotCopied(f"{source} cannot be read as a database of Leadline: {error}.") from error
    except OSError as error:
        raise NotCopied(f"{target} cannot be written: {error.strerror}.") from error
    finally:
        part.unlink(missing_ok=True)


def _file_of(engine: Engine) -> Path:
    if engine.dialect.name != "sqlite":
        raise NotCopied("This is for SQLite. PostgreSQL has its own way, pg_dump: see docs/backup.md.")
    return Path(engine.url.database or "leadline.db")
