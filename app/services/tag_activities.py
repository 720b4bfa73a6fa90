"""Saying of stored activities what kind of work they were."""

from collections.abc import Sequence

from sqlalchemy import Connection

from app.domain.tagging.reading import read_text
from app.domain.tagging.tag import tag_activity
from app.models.tag_correction import corrections_of
from app.services.draft import Draft
from app.services.language import packs


def tag_drafts(connection: Connection, workspace_id: int, drafts: Sequence[Draft]) -> None:
    """Tag these activities from what they will be; what a person said of one wins."""
    corrections = corrections_of(connection, workspace_id, [draft.id for draft in drafts])
    for draft in drafts:
        row = draft.row
        subject_reading = read_text(row["subject"], packs())
        tag = tag_activity(row, subject_reading, row["body_reading"], correction=corrections.get(draft.id))
        row["tag_purpose"], row["tag_dimension"], row["tag_decided_by"] = tag.purpose, tag.dimension, tag.decided_by
        row["tag_reasons"], row["tag_measures"] = tag.reasons, tag.measures
