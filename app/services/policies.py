"""The policy in force: the default document, read from the package's data."""

from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from app.domain.policy import Policy
from app.services.language import titles


@lru_cache(maxsize=1)
def default_document() -> dict[str, Any]:
    text = files("app").joinpath("data/policy/default.yaml").read_text("utf-8")
    document: dict[str, Any] = yaml.safe_load(text)
    return document


@lru_cache(maxsize=1)
def default_policy() -> Policy:
    return Policy.from_document(default_document(), titles())
