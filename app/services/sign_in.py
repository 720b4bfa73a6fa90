"""Letting a person in: a link that works once, or their word from a sign-in service, and the session it opens."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import Connection, Engine

from app.db import enter, reading, writing
from app.models.session import add_session, end_session, end_sessions_of, find_session
from app.models.sign_in_link import add_link, use_link, workspace_opened_by
from app.models.viewing import name_here
from app.services.viewers import Level, level_of

LINK_LASTS = timedelta(hours=24)
SESSION_LASTS = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Session:
    workspace_id: int
    form_token: str
    """What a form must send back, so that no other site can send it in this person's name."""
    level: Level = "admin"
    user_id: int | None = None
    """The CRM user; None for whoever came by a link on this machine, who sees everything."""
    name: str | None = None


def sign_in_link(connection: Connection, workspace_id: int, address: str, now: datetime) -> str:
    """A link that lets one person into the workspace once, within a day. ``address`` is where we serve."""
    token = secrets.token_urlsafe(32)
    add_link(connection, _hash(token), workspace_id, now + LINK_LASTS, now)
    return f"{address.rstrip('/')}/sign-in?token={token}"


def open_by_link(engine: Engine, token: str, now: datetime) -> str | None:
    """The value of a session cookie for a link's token; None when the link is unknown, too old or used."""
    token_hash = _hash(token)
    with reading(engine, None, holding=token_hash) as connection:
        workspace_id = workspace_opened_by(connection, token_hash)
    if workspace_id is None:
        return None
    with writing(engine, workspace_id) as connection:
        return _open(connection, workspace_id, None, now) if use_link(connection, token_hash, now) else None


def open_for(engine: Engine, workspace_id: int, user: int, now: datetime) -> str:
    """The value of a session cookie for a CRM user whose word was taken elsewhere."""
    with writing(engine, workspace_id) as connection:
        return _open(connection, workspace_id, user, now)


def _open(connection: Connection, workspace_id: int, user: int | None, now: datetime) -> str:
    cookie = secrets.token_urlsafe(32)
    add_session(connection, _hash(cookie), workspace_id, user, now + SESSION_LASTS, now)
    return cookie


def read_session(engine: Engine, cookie: str | None, now: datetime) -> Session | None:
    """Who a session cookie stands for; None when it is none of ours, ended, too old, or its user has left."""
    if not cookie:
        return None
    token_hash = _hash(cookie)
    with reading(engine, None, holding=token_hash) as connection:
        kept = find_session(connection, token_hash)
        if kept is None or kept.expires_at <= now:
            return None
        form_token = _hash(f"form:{cookie}")
        if kept.user_id is None:
            return Session(kept.workspace_id, form_token)
        enter(connection, kept.workspace_id)
        name = name_here(connection, kept.workspace_id, kept.user_id)
        if name is None:
            return None
        level = level_of(connection, kept.workspace_id, kept.user_id)
        return Session(kept.workspace_id, form_token, level, kept.user_id, name)


def sign_out(engine: Engine, session: Session, cookie: str, *, everywhere: bool) -> None:
    """End this session, or every session of this person."""
    with writing(engine, session.workspace_id) as connection:
        if everywhere:
            end_sessions_of(connection, session.workspace_id, session.user_id)
        end_session(connection, session.workspace_id, _hash(cookie))


def _hash(token: str) -> str:
    # The token is random and long, so a plain hash cannot be guessed back.
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
