"""API keys: shown once, kept as a hash, looked up by it."""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import Connection, Engine

from app import clock
from app.db import reading
from app.models.api_key import Key, add_key, key_with

SCOPES = ("read", "ingest", "admin")
KNOWN_FOR, MOST_KNOWN = timedelta(seconds=2), 10_000
__all__ = ["SCOPES", "Key", "create_key", "find_key"]


def create_key(
    connection: Connection,
    workspace_id: int,
    source_id: int,
    scopes: Iterable[str],
    created_at: datetime | None = None,
) -> str:
    """A new key for a source. The token (256 random bits) is returned here and never again.

    Raises ValueError for an unknown scope, or for none.
    """
    chosen = sorted(set(scopes))
    if not chosen or not set(chosen) <= set(SCOPES):
        raise ValueError(f"scopes are {', '.join(SCOPES)}; give at least one")
    token = f"ll_{secrets.token_urlsafe(32)}"
    add_key(
        connection,
        _hash(token),
        workspace_id=workspace_id,
        source_id=source_id,
        scopes=chosen,
        created_at=created_at or clock.now(),
    )
    return token


def find_key(engine: Engine, token: str) -> Key | None:
    """What a token may do; None when it is unknown or revoked."""
    token_hash = _hash(token)
    with reading(engine, None, holding=token_hash) as connection:
        return key_with(connection, token_hash)


class KeyRing:
    """The keys found lately: a request need not look its key up again. One that is revoked opens nothing after 2 s."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._found: dict[str, tuple[Key, datetime]] = {}

    def known(self, token: str) -> Key | None:
        """The key, if it was found a moment ago; asks nobody."""
        key, until = self._found.get(token, (None, None))
        return key if until and until > clock.now() else None

    def find(self, token: str) -> Key | None:
        """What a token may do; None when it is unknown or revoked."""
        if len(self._found) >= MOST_KNOWN:
            self._found.clear()
        key = find_key(self._engine, token)
        if key:
            self._found[token] = key, clock.now() + KNOWN_FOR
        return key


def _hash(token: str) -> str:
    # The token is random and long, so a plain hash cannot be guessed back, and comparing hashes leaks nothing of it.
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
