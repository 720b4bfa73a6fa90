"""Short-lived signed tokens for widgets in frames: whose eyes, which widget, which account, where it may stand."""

import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy import Connection, Engine

from app.db import reading
from app.errors import FieldError, does_not_fit
from app.models.embed_token import is_revoked, revoke
from app.models.workspace import save_settings, settings_of
from app.services.secret import secret_key
from app.services.widgets import Name

LONGEST = timedelta(minutes=15)
MOST_READ = 10_000
ORIGINS = "embed_origins"
"""Of the workspace's settings: the sites that may frame widgets."""


@dataclass(frozen=True, slots=True)
class Embed:
    """What a token allows. ``viewer``, ``account`` and the filter ``owner_id`` are ``leadline_id`` numbers."""

    id: str
    workspace_id: int
    source_id: int
    viewer: int
    widget: Name
    account: int | None
    filters: Mapping[str, Any]
    origins: tuple[str, ...]
    until: int
    """Seconds since 1970."""


def issue(connection: Connection, wanted: Embed) -> str:
    """A token for ``wanted``. Raises Problem (422) where an origin is none of the workspace's."""
    known = allowed_origins(connection, wanted.workspace_id)
    strangers = [origin for origin in wanted.origins if origin not in known]
    if strangers:
        detail = f"{strangers[0]} is not among the sites this workspace lets frame its widgets"
        raise does_not_fit(FieldError("/origin", "not_allowed", detail))
    return str(_signer(connection).dumps(asdict(wanted) | {"origins": list(wanted.origins or known)}))


def new_id() -> str:
    return secrets.token_urlsafe(12)


class EmbedRing:
    """The tokens read lately: one need not be read again while nothing was written, so nobody took it back."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._read: dict[str, tuple[str, Embed]] = {}

    def find(self, token: str, widget: str, state: str, now: datetime) -> Embed | None:
        """What a token allows for this widget; None when it is forged, altered, run out, revoked or for another one.

        ``state`` is a word for what is stored, asked for before.
        """
        read_in, embed = self._read.get(token, ("", None))
        if embed is None or read_in != state:
            embed = _read_embed(self._engine, token)
            if embed is None:
                return None
            if len(self._read) >= MOST_READ:
                self._read.clear()
            self._read[token] = state, embed
        return embed if embed.widget == widget and embed.until > now.timestamp() else None


def _read_embed(engine: Engine, token: str) -> Embed | None:
    with reading(engine, None) as connection:
        signer = _signer(connection)
    try:
        said = signer.loads(token)
    except (BadData, UnicodeError):
        return None
    found = Embed(**(said | {"origins": tuple(said["origins"])}))
    with reading(engine, found.workspace_id) as connection:
        return None if is_revoked(connection, found.workspace_id, found.id) else found


def take_back(connection: Connection, workspace_id: int, token_id: str, now: datetime) -> None:
    """From now on the token shows nothing."""
    revoke(connection, workspace_id, token_id, now + LONGEST, now)


def origin_of(address: str) -> str:
    """``https://portal.example`` of an address. Raises Problem (422) for anything that is no site's origin."""
    parts = urlsplit(address)
    is_local = parts.hostname in ("localhost", "127.0.0.1")
    if parts.scheme not in (("https", "http") if is_local else ("https",)) or not parts.hostname or parts.username:
        raise does_not_fit(FieldError("/origins", "not_an_origin", "must be a site such as https://portal.example"))
    if not parts.hostname.replace("-", "").replace(".", "").isalnum() or not parts.netloc.isascii():
        raise does_not_fit(FieldError("/origins", "not_an_origin", "must be a site such as https://portal.example"))
    return f"{parts.scheme}://{parts.netloc}".lower()


def allowed_origins(connection: Connection, workspace_id: int) -> list[str]:
    return list(settings_of(connection, workspace_id).get(ORIGINS, []))


def allow_origins(connection: Connection, workspace_id: int, origins: list[str]) -> None:
    save_settings(connection, workspace_id, settings_of(connection, workspace_id) | {ORIGINS: origins})


def _signer(connection: Connection) -> URLSafeSerializer:
    # Another purpose, another key: a token of ours for anything else is no embed token.
    return URLSafeSerializer(secret_key(connection), salt="leadline.embed", signer_kwargs={"digest_method": sha256})
