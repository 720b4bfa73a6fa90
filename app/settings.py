"""What an installation can set, from environment variables that start with ``LEADLINE_``."""

from functools import cache
from pathlib import Path
from typing import Self

from pydantic import Field, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="LEADLINE_")

    database_url: str = "sqlite:///leadline.db"
    owner_database_url: str | None = None
    """Who migrates, where the one who serves shall not own the tables. Unset: `database_url`."""
    allow_unsafe_database: bool = False
    """Serve from a database that may lose acknowledged records in a crash, or does not keep workspaces apart."""
    secret_key: str | None = None
    """Keys the hashes we store. Unset: one is made once and kept in the database."""
    public_url: str = "http://127.0.0.1:8000"
    """Where people reach Leadline; links in reports and mails begin with it."""
    oidc_issuer: str | None = None
    """The sign-in service of the people's company, by its issuer address. Unset: people come by a link only."""
    oidc_client_id: str | None = None
    oidc_client_secret: str | None = None
    oidc_workspace: str | None = None
    """The workspace it leads to, by name. Unset: the one in which the person's e-mail is known."""
    max_body_bytes: int = Field(default=64 * 1024 * 1024, gt=0)
    """The largest request body taken, in bytes as sent."""
    patience_s: float = Field(default=10, gt=0)
    """How long a connection may say nothing, or only half of a header or body, before it is closed."""
    requests_per_minute: int = Field(default=120_000, gt=0)
    """How many requests one key may send to one server process in a minute."""
    imports_kept_days: int = Field(default=30, gt=0)
    """How many days the results and refused rows of an import in the background are kept after its end."""
    looks_kept_days: int = Field(default=365, gt=0)
    """How many days it is kept who looked at what is gathered about a person."""
    texts_folder: Path | None = None
    """Where further catalogues of the pages' words lie, such as de.po; one there goes before one we ship."""
    database_connections: int = Field(default=15, gt=0)
    """How many connections to the database one process opens at most."""

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if self.oidc_issuer and not (self.oidc_client_id and self.oidc_client_secret):
            raise ValueError("LEADLINE_OIDC_ISSUER needs LEADLINE_OIDC_CLIENT_ID and LEADLINE_OIDC_CLIENT_SECRET")
        return self


@cache
def settings() -> Settings:
    return Settings()
