"""The key of our keyed hashes."""

import secrets

from sqlalchemy import Connection

from app.models.installation import kept_secret
from app.settings import settings


def secret_key(connection: Connection) -> bytes:
    """From the settings, else the one made once for this installation."""
    return (settings().secret_key or kept_secret(connection, secrets.token_hex(32))).encode()
