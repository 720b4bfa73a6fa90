"""Trying a policy before it is published."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from app import clock
from app.domain.policy_document import Document, differences
from app.domain.wording.policy import change_sentence
from app.models.policy_draft import add_draft
from app.services.policies import DRAFT, checked, kept_draft, published


def draft_policy(
    connection: Connection, workspace_id: int, written: Mapping[str, Any], *, made_by: str | None, now: datetime
) -> str:
    """Keep a policy as a draft, and give its id. Raises Problem naming every number that is wrong."""
    whole, based_on = checked(written), published(connection, workspace_id)["version"]
    number = add_draft(connection, workspace_id, whole, based_on=based_on, made_by=made_by, made_at=now)
    return f"{DRAFT}{number}"


def show_draft(connection: Connection, workspace_id: int, draft_id: str) -> dict[str, Any]:
    """A draft and what it says otherwise than the policy in force. Raises Problem: no such."""
    found = kept_draft(connection, workspace_id, draft_id)
    return {
        "id": draft_id,
        "based_on": found["based_on"],
        "made_by": found["made_by"],
        "made_at": clock.written(found["made_at"]),
        "published_as": found["published_as"],
        "version": 1 if found["published_as"] is None else 2,
        "changes": changes(published(connection, workspace_id)["body"], found["body"]),
        "policy": found["body"],
    }


def check_policy(connection: Connection, workspace_id: int, written: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What a policy says otherwise than the one in force. Raises Problem naming every number that is wrong."""
    return changes(published(connection, workspace_id)["body"], checked(written))


def changes(before: Document, after: Document) -> list[dict[str, Any]]:
    """Each number that would change, in the order of the document."""
    return [
        {
            "pointer": "/" + "/".join(str(step) for step in each.path),
            "unit": each.unit or None,
            "before": each.before,
            "after": each.after,
            "sentence": change_sentence(each),
        }
        for each in differences(before, after)
    ]
