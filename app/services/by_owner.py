"""Grouping by owner, which a workspace can take away: then nobody but a person sees what is gathered by their name."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from app.errors import Problem
from app.models.workspace import save_settings, settings_of
from app.services.show_records import Caller

SETTING = "by_owner"
"""Of the workspace's settings."""


def is_by_owner(connection: Connection, workspace_id: int) -> bool:
    """Whether accounts may be filtered and gathered by owner; so it is until an admin takes it away."""
    return bool(settings_of(connection, workspace_id).get(SETTING, True))


def set_by_owner(connection: Connection, workspace_id: int, *, is_on: bool) -> None:
    save_settings(connection, workspace_id, settings_of(connection, workspace_id) | {SETTING: is_on})


def check_owner(caller: Caller, owner: int | str | None) -> None:
    """Raises Problem 403 where what is gathered by an owner's name is asked for and the workspace took that away.

    ``owner`` is our number, or an id as a caller knows it; None: nobody's was asked for.
    """
    if owner is not None and not (caller.viewer == owner or is_by_owner(caller.connection, caller.workspace_id)):
        raise Problem(
            403,
            "not-by-owner",
            "This workspace does not group by owner.",
            f"An admin has switched the setting `{SETTING}` off: only a person sees what is gathered by their own "
            "name. Leave the owner out.",
        )


def ungrouped(caller: Caller, review: Mapping[str, Any]) -> dict[str, Any]:
    """A review whose new flags are one list by name, where the workspace does not group by owner."""
    groups = review["new_flags"]
    if is_by_owner(caller.connection, caller.workspace_id) or not groups:
        return dict(review)
    items = sorted((each for group in groups for each in group["items"]), key=_by_name)
    one = {"owner": None, "items": items, "more": sum(group["more"] for group in groups)}
    return {**review, "new_flags": [one]}


def _by_name(item: Mapping[str, Any]) -> tuple[str, int]:
    return (item["name"] or "").casefold(), item["leadline_id"]
