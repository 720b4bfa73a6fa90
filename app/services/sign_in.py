"""Letting a person in: a link that works once, and the session it opens."""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import Connection, Engine

from app.db import reading, writing
from app.models.installation import found_secret
from app.models.sign_in_link import add_link, use_link, workspace_opened_by
from app.services.secret import secret_key
from app.settings import settings

LINK_LASTS = timedelta(hours=24)
SESSION_LASTS = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Session:
    workspace_id: int
    form_token: str
    """What a form must send back, so that no other site can send it in this person's name."""


def sign_in_link(connection: Connection, workspace_id: int, address: str, now: datetime) -> str:
    """A link that lets one person into the workspace once, within a day. ``address`` is where we serve."""
    token = secrets.token_urlsafe(32)
    add_link(connection, _hash(token), workspace_id, now + LINK_LASTS, now)
    return f"{address.rstrip('/')}/sign-in?token={token}"


def open_session(engine: Engine, token: str, now: datetime) -> str | None:
    """The value of a session cookie for a link's token; None when the link is unknown, too old or used."""
    token_hash = _hash(token)
    with reading(engine, None, holding=token_hash) as connection:
        workspace_id = workspace_opened_by(connection, token_hash)
    with writing(engine, workspace_id) as connection:
        if not use_link(connection, token_hash, now):
            return None
        key = secret_key(connection)
    until = int((now + SESSION_LASTS).timestamp())
    said = f"{workspace_id}.{until}.{secrets.token_hex(16)}"
    return f"{said}.{_sign(key, 'session', said)}"


def read_session(connection: Connection, cookie: str | None, now: datetime) -> Session | None:
    """Who a session cookie stands for; None when it is absent, altered or too old."""
    said, _, signature = (cookie or "").rpartition(".")
    kept = settings().secret_key or (found_secret(connection) if said else None)
    if not kept or not hmac.compare_digest(_sign(kept.encode(), "session", said).encode(), signature.encode()):
        return None
    workspace_id, until, _ = said.split(".")
    if int(until) <= now.timestamp():
        return None
    return Session(int(workspace_id), _sign(kept.encode(), "form", said))


def _sign(key: bytes, purpose: str, said: str) -> str:
    return hmac.new(key, f"{purpose}:{said}".encode("utf-8", "surrogatepass"), sha256).hexdigest()


def _hash(token: str) -> str:
    # The token is random and long, so a plain hash cannot be guessed back.
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
