"""The policy as people read it: number by number, who published what and why, and what to write to change it."""

from typing import Any

from sqlalchemy import Connection

from app.domain.policy_document import Document, is_number, overrides
from app.domain.wording.policy import group_title, said_at, words
from app.models.policy_version import latest_policies
from app.services.policies import default_document, published
from app.services.policy_yaml import write_policy_yaml

MOST_VERSIONS = 50


def show_policy(connection: Connection, workspace_id: int) -> dict[str, Any]:
    """The policy in force by groups, with what we ship where it differs."""
    found = published(connection, workspace_id)
    shipped = default_document()
    written = overrides(found["body"], shipped)
    about = ("version", "author", "reason", "published_at")
    return {
        **{name: found[name] for name in about},
        "groups": [
            {"code": code, "title": group_title(code), "entries": _entries(code, group, shipped[code])}
            for code, group in found["body"].items()
        ],
        "versions": [
            {name: row[name] for name in about} for row in latest_policies(connection, workspace_id, MOST_VERSIONS)
        ],
        "written": write_policy_yaml(written) if written else "",
    }


def _entries(code: str, group: Any, shipped: Any) -> list[dict[str, Any]]:
    if isinstance(group, dict) and isinstance(shipped, dict) and shipped:
        return [_entry((code, name), entry, shipped.get(name)) for name, entry in group.items()]
    return [_entry((code,), group, shipped)]


def _entry(path: tuple[str, ...], entry: Any, shipped: Any) -> dict[str, Any]:
    about: Document = entry if is_number(entry) else {"value": entry, "unit": "", "reason": "", "source": ""}
    usual = shipped["value"] if is_number(shipped) else shipped
    return {
        **about,
        "name": words(path[-1], is_number=is_number(entry)),
        "value": said_at(path, about["value"]),
        "reason_is_ours": is_number(shipped) and about["reason"] == shipped["reason"],
        "unit": "" if isinstance(about["value"], bool) else about["unit"],
        "shipped": None if usual == about["value"] else said_at(path, usual),
    }
