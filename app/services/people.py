"""Whom an e-mail address stands for, and what we hand a browser to keep while somebody signs in elsewhere."""

from hashlib import sha256
from typing import Any

from itsdangerous import BadData, URLSafeTimedSerializer
from sqlalchemy import Connection, Engine

from app.db import enter, reading, writing
from app.models.viewing import user_with_email
from app.models.workspace import all_workspaces, workspace_id_of
from app.services.secret import secret_key

SIGNING_IN_LASTS_S = 600


def known_as(engine: Engine, email: str, workspace: str | None) -> list[tuple[int, int]]:
    """Workspace and user of whoever has this address; ``workspace`` None: in any of them."""
    found = []
    with reading(engine, None) as connection:
        named = [workspace_id_of(connection, workspace)] if workspace else all_workspaces(connection)
        for workspace_id in named:
            enter(connection, workspace_id)
            user = user_with_email(connection, workspace_id, email) if workspace_id is not None else None
            if workspace_id is not None and user is not None:
                found.append((workspace_id, user))
    return found


def seal(engine: Engine, said: dict[str, Any]) -> str:
    """What a browser may keep and give back unaltered, for a few minutes."""
    with writing(engine, None) as connection:
        return str(_sealing(connection).dumps(said))


def unseal(engine: Engine, sealed: str) -> dict[str, Any]:
    """Empty where it is none of ours, altered or too old."""
    with writing(engine, None) as connection:
        sealing = _sealing(connection)
    try:
        return dict(sealing.loads(sealed, max_age=SIGNING_IN_LASTS_S))
    except (BadData, UnicodeError):
        return {}


def _sealing(connection: Connection) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(
        secret_key(connection), salt="leadline.signing-in", signer_kwargs={"digest_method": sha256}
    )
