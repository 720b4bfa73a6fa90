"""An account's activities, each with its tag and one sentence on what was right about it."""

from datetime import datetime, timedelta
from typing import Any

from app import clock
from app.domain.contact_days import happened_at
from app.domain.dossier import prepare
from app.domain.policy import Policy
from app.domain.rows import ActivityRow
from app.domain.wording.activities import activity_sentence
from app.models.gathering import gather
from app.models.naming import named_records
from app.models.tag_correction import who_corrected
from app.models.tags import tags_of
from app.services.policies import policy_in_force
from app.services.show_records import Caller

NOT_DATED = datetime.min


def read_timeline(
    caller: Caller, account: int, now: datetime, limit: int = 50, after: int = 0
) -> tuple[list[dict[str, Any]], int | None] | None:
    """The activities from the latest on, ``after`` so many, and where the next page starts. None: no account."""
    if not caller.sees(account):
        return None
    policy = policy_in_force(caller.connection, caller.workspace_id)
    rows = next(gather(caller.connection, caller.workspace_id, [account], None), None)
    if rows is None:
        return None
    ordered = sorted(rows.activities, key=lambda row: (_shown_at(row) or NOT_DATED.astimezone(), row.key), reverse=True)
    page = ordered[after : after + limit]
    touches = {touch.activity.id: touch for touch in prepare(rows, policy).touches}
    tags = tags_of(caller.connection, caller.workspace_id, [row.id for row in page])
    corrections = who_corrected(caller.connection, caller.workspace_id, [row.id for row in page])
    people = {number for row in page for number in (*row.contact_ids, *row.attended_ids)}
    named = named_records(
        caller.connection, caller.workspace_id, {"contact": people, "activity": [row.id for row in page]}
    )
    items = []
    for row in page:
        touch = touches.get(row.id)
        about = named.get(("activity", row.id), {})
        names = [named.get(("contact", number), {}).get("name") or "?" for number in row.contact_ids]
        tag = tags.get(row.id, {"purpose": None, "dimension": None, "decided_by": None, "reasons": [], "measures": {}})
        measures = tag.pop("measures") or {}
        items.append(
            {
                "id": caller.shown(about["source_id"], about["external_id"]) if about else None,
                "leadline_id": row.id,
                "at": clock.written(at) if (at := _shown_at(row)) else None,
                "kind": row.kind,
                "status": "done" if happened_at(row) else row.status or "planned",
                "direction": row.direction,
                "subject": about.get("subject"),
                "people": names,
                "two_way": touch is not None,
                "in_window": touch is not None and _in_window(touch.at, now, policy),
                "tag": tag,
                "corrected": _corrected(corrections.get(row.id)),
                "measures": measures,
                "sentence": activity_sentence(row, touch, tag, measures, names),
            }
        )
    following = after + limit
    return items, following if following < len(ordered) else None


def _corrected(row: Any) -> dict[str, Any] | None:
    return {"by": row.made_by, "at": clock.written(row.made_at)} if row else None


def _shown_at(row: ActivityRow) -> datetime | None:
    return happened_at(row) or row.due_at or row.start_at or row.created_at


def _in_window(at: datetime, now: datetime, policy: Policy) -> bool:
    return now - timedelta(days=policy.windows.contact) <= at <= now
