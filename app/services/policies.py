"""The policies of a workspace: what it published, else the default document of the package."""

import json
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection

from app.domain.policy import Policy
from app.domain.policy_document import Document, laid_over, range_of
from app.errors import FieldError, does_not_fit, field_errors, not_found, pointer_to
from app.models.policy_draft import find_draft
from app.models.policy_version import find_policy, latest_policies
from app.services.language import titles
from app.services.policy_yaml import read_policy_yaml

SHIPPED = 1
"""The version that the default is; a workspace's own begin after it."""
MOST_FAULTS = 100
DRAFT = "d_"
"""How the id of a draft begins."""
LARGEST = 2**31 - 1


@lru_cache(maxsize=1)
def default_document() -> Document:
    return read_policy_yaml(files("app").joinpath("data/policy/default.yaml").read_bytes())


@lru_cache(maxsize=1)
def default_policy() -> Policy:
    return Policy.from_document(default_document(), titles())


def policy_in_force(connection: Connection, workspace_id: int) -> Policy:
    """The workspace's latest published policy, else the default, which is version 1."""
    return _policy(published(connection, workspace_id))


def published(connection: Connection, workspace_id: int, version: int | None = None) -> dict[str, Any]:
    """A version (None: the one in force) with its ``body``, author, reason and instant. Raises Problem: no such."""
    if version is None:
        found = next(iter(latest_policies(connection, workspace_id, at_most=1)), None)
    else:
        found = find_policy(connection, workspace_id, version) if SHIPPED < version <= LARGEST else None
    if found:
        # Numbers that came with a later release are the default's.
        return {**found, "body": laid_over(found["body"], default_document())[0]}
    if version in (None, SHIPPED):
        shipped = {"version": SHIPPED, "author": None, "reason": None, "published_at": None}
        return {**shipped, "body": default_document()}
    raise not_found("policy")


def kept_draft(connection: Connection, workspace_id: int, draft_id: str) -> dict[str, Any]:
    """A draft as kept, by the id that callers know. Raises Problem: no such."""
    digits = draft_id.removeprefix(DRAFT)
    is_one = draft_id.startswith(DRAFT) and digits.isascii() and digits.isdecimal() and len(digits) <= 10
    found = find_draft(connection, workspace_id, int(digits)) if is_one and int(digits) <= LARGEST else None
    if found is None:
        raise not_found("draft")
    return {**found, "body": laid_over(found["body"], default_document())[0]}


def policy_named(connection: Connection, workspace_id: int, name: str) -> Policy:
    """The policy of a version, such as ``3``, or of a draft, such as ``d_12``. Raises Problem: no such."""
    if name.startswith(DRAFT):
        return policy_of_draft(kept_draft(connection, workspace_id, name))
    if not (name.isascii() and name.isdecimal() and len(name) <= 10):
        raise does_not_fit(FieldError("/policy", "no_policy", "is a version such as 3, or a draft's id such as d_12"))
    return _policy(published(connection, workspace_id, int(name)))


def policy_of_draft(kept: Mapping[str, Any]) -> Policy:
    """It bears the version it is based on."""
    return policy_of(kept["body"], kept["based_on"])


def checked(written: Mapping[str, Any]) -> Document:
    """The whole document of a policy as written, bare or in full. Raises Problem naming every number that is wrong."""
    whole, unfit = laid_over(written, default_document())
    errors = [FieldError(pointer_to(*fault.path), fault.code, fault.says) for fault in unfit]
    try:
        Policy.from_document(whole, titles())
    except ValidationError as error:
        errors += [
            _in_words(each, fault["loc"]) for each, fault in zip(field_errors(error), error.errors(), strict=True)
        ]
    if errors:
        raise does_not_fit(*errors[:MOST_FAULTS])
    return whole


def _in_words(error: FieldError, place: tuple[str | int, ...]) -> FieldError:
    path = tuple(step for step in place if step != "[key]")
    wanted = range_of(path)
    if wanted and error.code != "value_error":
        whole = "whole " if error.code.startswith("int") else ""
        return FieldError(pointer_to(*path), error.code, f"must be a {whole}number {wanted}")
    return FieldError(pointer_to(*path), error.code, error.detail)


def policy_of(whole: Document, version: int) -> Policy:
    """The policy of a checked document that has no version of its own yet."""
    return _read(json.dumps(whole), version)


def _policy(kept: Mapping[str, Any]) -> Policy:
    return default_policy() if kept["version"] == SHIPPED else policy_of(kept["body"], kept["version"])


@lru_cache(maxsize=32)
def _read(body: str, version: int) -> Policy:
    return Policy.from_document(json.loads(body), titles(), version)
