"""Who was erased: a keyed hash of each id, so that a late record of the same id does not bring the person back."""

import hmac
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select
from sqlmodel import Field, SQLModel

from app.db import insert_missing
from app.models.columns import Moment, table_of
from app.models.storing import Name

ERASABLE = ("contact", "user")
Erased = dict[tuple[str, str], int]
"""Record type and hash of an id, to the number of the record that stays for its person."""
TURNSTILE = 1
"""Tells our lock from other advisory locks of the database."""


class Erasure(SQLModel, table=True):
    """`leadline_id` is the nameless record that stays, so that counts stay true."""

    __tablename__ = "erasure"
    workspace_id: int = Field(primary_key=True, foreign_key="workspace.id")
    record_type: str = Field(primary_key=True)
    id_hash: str = Field(primary_key=True)
    leadline_id: int
    erased_at: Moment


ERASURE = table_of(Erasure)


def keep_erasures_out(connection: Connection, workspace_id: int) -> None:
    """Nobody is erased until the transaction ends; writers do not wait for each other."""
    _turnstile(connection, workspace_id, func.pg_advisory_xact_lock_shared)


def keep_writers_out(connection: Connection, workspace_id: int) -> None:
    """Wait for whoever writes records, and let nobody begin until the transaction ends."""
    _turnstile(connection, workspace_id, func.pg_advisory_xact_lock)


def _turnstile(connection: Connection, workspace_id: int, lock: Callable[[int, int], Any]) -> None:
    # SQLite has one writer anyway.
    if connection.dialect.name == "postgresql":
        connection.execute(select(lock(TURNSTILE, workspace_id)))


def id_hash(secret: bytes, name: Name) -> str:
    return hmac.digest(secret, repr(name).encode(), "sha256").hex()[:32]


def pseudonym(secret: bytes, name: Name) -> str:
    """What stands where the id stood."""
    return f"erased-{id_hash(secret, name)}"


def keep_erasure(
    connection: Connection, workspace_id: int, secret: bytes, name: Name, leadline_id: int, erased_at: datetime
) -> None:
    row = {"record_type": name[0], "id_hash": id_hash(secret, name), "leadline_id": leadline_id}
    insert_missing(connection, ERASURE, [{"workspace_id": workspace_id, **row, "erased_at": erased_at}])


def erased_of(connection: Connection, workspace_id: int) -> Erased:
    """Everybody erased in a workspace."""
    erased = ERASURE.c
    query = select(erased.record_type, erased.id_hash, erased.leadline_id).where(erased.workspace_id == workspace_id)
    return {(row.record_type, row.id_hash): row.leadline_id for row in connection.execute(query)}


def erased_among(erased: Erased, secret: bytes, names: Iterable[Name]) -> dict[Name, int]:
    """Those of these names that were erased, with the number that stays for them."""
    if not erased:
        return {}
    found = {name: erased.get((name[0], id_hash(secret, name))) for name in names if name[0] in ERASABLE}
    return {name: number for name, number in found.items() if number is not None}


def erased_numbers(erased: Erased) -> set[tuple[str, int]]:
    """Type and number of every record that stays for somebody erased."""
    return {(record_type, number) for (record_type, _), number in erased.items()}
