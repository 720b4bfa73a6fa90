"""What to know of a merge that does not do what it seems to."""

from typing import Any

from sqlalchemy import Connection

from app.domain.records import PLURALS
from app.models.merging import MERGEABLE, merges_of
from app.models.naming import named_records
from app.services.show_records import Caller


def merge_warnings(caller: Caller, record_type: str, record: dict[str, Any]) -> list[dict[str, str]]:
    """On the record as it is shown: that its merge waits, ends in a circle, or at a record that was deleted."""
    if record_type not in MERGEABLE or not record.get("merged_into_id"):
        return []
    merges = merges_of(caller.connection, caller.workspace_id, record_type)
    number = record["leadline_id"]
    end = merges.of(number)
    way = [number]
    while (target := merges.said.get(way[-1])) is not None and target not in way:
        way.append(target)
    if target is not None:
        first = caller.ids(record_type, [end])[end]
        return [_warning("merge_circle", f"they are merged into each other; {first} stands for all of them")]
    if way[-1] in merges.waiting:
        return [_warning("merge_waits", "that record has not come yet; until it does, this one stands for itself")]
    if not named_records(caller.connection, caller.workspace_id, {record_type: [end]}):
        return [_warning("merged_into_deleted", "that record is deleted; what was merged into it is not shown either")]
    return []


def merge_notes(connection: Connection, workspace_id: int) -> list[str]:
    """On all accounts and contacts: circles, and merges that wait."""
    notes = []
    for kind, many in ((kind, plural) for plural, kind in PLURALS.items() if kind in MERGEABLE):
        merges = merges_of(connection, workspace_id, kind)
        named = named_records(connection, workspace_id, {kind: [circle[0] for circle in merges.circles]})
        for circle in merges.circles:
            first = named.get((kind, circle[0]), {})
            name = first.get("name") or first.get("external_id") or "a deleted one"
            notes.append(
                f"{len(circle)} {many} are merged into each other: “{name}” stands for all of them until one merge is "
                "undone."
            )
        waiting = sum(target in merges.waiting for target in merges.said.values())
        if waiting:
            notes.append(
                f"{waiting} {kind if waiting == 1 else many} merged into a record that has not come: each stands for "
                "itself until it does."
            )
    return notes


def _warning(code: str, detail: str) -> dict[str, str]:
    return {"field": "merged_into_id", "code": code, "detail": detail}
