"""The policy in force: what the workspace published, else the default document of the package."""

from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml
from sqlalchemy import Connection

from app.domain.policy import Policy
from app.models.policy_version import latest_policy
from app.services.language import titles


@lru_cache(maxsize=1)
def default_document() -> dict[str, Any]:
    text = files("app").joinpath("data/policy/default.yaml").read_text("utf-8")
    document: dict[str, Any] = yaml.safe_load(text)
    return document


@lru_cache(maxsize=1)
def default_policy() -> Policy:
    return Policy.from_document(default_document(), titles())


def policy_in_force(connection: Connection, workspace_id: int) -> Policy:
    """The workspace's latest published policy, else the default, which is version 1."""
    published = latest_policy(connection, workspace_id)
    if published is None:
        return default_policy()
    version, document = published
    return Policy.from_document(document, titles(), version)
