"""Saying of stored activities what kind of work they were, and until when they matter."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection

from app.domain.past import TELL_UNTIL, matters_until
from app.domain.tagging.tag import Reading, tag_activity
from app.models.account_mark import mark_accounts
from app.models.storing import load_records, save_records
from app.models.tag_correction import corrections_of, save_correction
from app.services.draft import Draft
from app.services.language import reading_of


def tag_drafts(
    connection: Connection, workspace_id: int, drafts: Sequence[Draft], readings: Mapping[str, Reading] | None = None
) -> None:
    """Tag these activities from what they will be; what a person said of one wins.

    ``readings`` are texts read already.
    """
    known = readings or {}
    corrections = corrections_of(connection, workspace_id, [draft.id for draft in drafts if not draft.is_new])
    for draft in drafts:
        row = draft.row
        subject = reading_of(row["subject"], known)
        purpose, why = corrections.get(draft.id, (None, None))
        tag = tag_activity(row, subject, row["body_reading"], correction=purpose)
        row["tag_purpose"], row["tag_dimension"], row["tag_decided_by"] = tag.purpose, tag.dimension, tag.decided_by
        row["tag_reasons"], row["tag_measures"] = [why] if why else tag.reasons, tag.measures
        row["matters_until_at"] = matters_until(*(row[name] for name in TELL_UNTIL))


def correct_tag(
    connection: Connection,
    workspace_id: int,
    activity_id: int,
    *,
    purpose: str,
    reason: str | None,
    made_at: datetime,
    made_by: str | None = None,
) -> None:
    """A person says what an activity was for; its account is marked to be judged again.

    Raises ValueError for a purpose that is not one.
    """
    save_correction(
        connection, workspace_id, activity_id, purpose=purpose, reason=reason, made_at=made_at, made_by=made_by
    )
    drafts = [
        Draft("activity", row) for row in load_records(connection, workspace_id, "activity", [activity_id]).values()
    ]
    tag_drafts(connection, workspace_id, drafts)
    for draft in drafts:
        draft.row["version"] += 1
    save_records(connection, "activity", [draft.row for draft in drafts])
    accounts = {draft.row["belongs_to_id"] for draft in drafts} - {None}
    mark_accounts(connection, workspace_id, accounts, made_at)
