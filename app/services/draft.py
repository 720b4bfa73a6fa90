"""One stored record while a batch changes it."""

from datetime import datetime
from typing import Any

from app.models.naming import FIELDS as NAMES
from app.models.records import FIELDS, REQUIRED
from app.models.storing import BLANKS
from app.services.merge_fields import DELETED, AsText, Stamps, merge_fields, pack_stamps, unpack_stamps

MERGED = {
    kind: (*fields, DELETED, *(("body_reading",) if kind == "activity" else ())) for kind, fields in FIELDS.items()
}


class Draft:
    """`found` is the row as it was (a blank one for a record never seen), `row` as it will be."""

    def __init__(self, record_type: str, row: dict[str, Any], *, is_new: bool = False) -> None:
        self.record_type, self.row, self.is_new = record_type, row, is_new
        self.found = BLANKS[record_type] if is_new else dict(row)
        self.id: int = row["leadline_id"]
        self.is_changed = False
        self._fields = MERGED[record_type]

    @property
    def is_named_otherwise(self) -> bool:
        """Whether sentences about any account may read otherwise; an activity's are about its own account only."""
        told = NAMES.get(self.record_type, ()) if self.record_type != "activity" else ()
        return bool(told) and any(map(self.differs, (*told, "deleted_at", "is_placeholder")))

    def differs(self, field: str) -> bool:
        return bool(self.found[field] != self.row[field])

    def receive(
        self, values: dict[str, Any], stamp: datetime, as_text: AsText, content_hash: str | None, received_at: datetime
    ) -> bool:
        """Merge one version in; True when it changed anything."""
        row = self.row
        if row["updated_at"] is None and len(values) == len(self._fields):
            # The first version, and whole, as nearly all of an import are: nothing to merge.
            merged, is_empty, deletion = dict(values), False, stamp
            packed: tuple[datetime | None, dict[str, str | None]] = (stamp, {})
        else:
            known = unpack_stamps(row["updated_at"], row["field_stamps"], self._fields)
            before = self._values(known)
            merged, stamps = merge_fields(before, known, values, stamp, as_text)
            if merged == before and stamps == known:
                return False
            is_empty, deletion = stamps.keys() <= {DELETED}, stamps.get(DELETED, stamp)
            packed = pack_stamps(stamps, self._fields)
        if row["updated_at"] is None or stamp >= row["updated_at"]:
            row["content_hash"] = content_hash
        is_deleted = merged.pop(DELETED, False)
        row.update(merged)
        row["updated_at"], row["field_stamps"] = packed
        row["deleted_at"] = deletion if is_deleted else None
        row["is_placeholder"] = is_empty or None in map(row.get, REQUIRED[self.record_type])
        row["first_received_at"] = min(row["first_received_at"] or received_at, received_at)
        row["received_at"] = received_at
        row["version"] += 1
        if "belongs_to_id" in row and row["account_id"] is not None:
            row["belongs_to_id"] = row["account_id"]
        self.is_changed = True
        return True

    def _values(self, stamps: Stamps) -> dict[str, Any]:
        """What was received so far, by field."""
        if not stamps:
            return {}
        said = {field: self.row[field] for field in self._fields if field != DELETED}
        return said | {DELETED: self.row["deleted_at"] is not None}
