"""What a merge moves, and what one undone moves back: everybody it connects is looked at again."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, Engine

from app.db import writing
from app.models.account_mark import mark_accounts
from app.models.family import relatives
from app.models.merging import MERGEABLE, merges_of
from app.models.people_named import accounts_naming
from app.models.person_mark import unmark_people
from app.services.draft import Draft

DECIDING = ("merged_into_id", "deleted_at", "is_placeholder")
"""What of a record decides who stands for whom."""
FAMILY = ("parent_id", *DECIDING)


class Rejoined:
    """Made before the drafts are saved; ``reached`` tells afterwards what was or is connected with them."""

    def __init__(self, connection: Connection, workspace_id: int, written: Sequence[Draft]) -> None:
        self._connection, self._workspace_id = connection, workspace_id
        self._drafts = {
            kind: {draft.id for draft in written if draft.record_type == kind and any(map(draft.differs, DECIDING))}
            for kind in MERGEABLE
        }
        self._before = {kind: self._around(kind) for kind in MERGEABLE}
        leaving = {
            draft.id
            for draft in written
            if draft.record_type == "account" and draft.found["parent_id"] and any(map(draft.differs, FAMILY))
        }
        self._before["account"] |= self._family(leaving | self._before["account"])

    def reached(self, kind: str) -> set[int]:
        return self._before[kind] | self._around(kind)

    def _family(self, accounts: set[int]) -> set[int]:
        """Whom they leave behind; whom they join is looked at when they are judged."""
        if not accounts:
            return set()
        merges = merges_of(self._connection, self._workspace_id, "account")
        families = relatives(self._connection, self._workspace_id, merges)
        return {other for number in accounts for other in families.get(number, ())}

    def _around(self, kind: str) -> set[int]:
        drafts = self._drafts[kind]
        return merges_of(self._connection, self._workspace_id, kind).around(drafts) if drafts else set()


def spread_marks(
    engine: Engine,
    workspace_id: int,
    accounts: Mapping[int, datetime],
    people: Mapping[int, datetime],
    now: datetime,
) -> dict[int, datetime]:
    """Mark the accounts that stand for marked ones, and those that name a person who became one with another."""
    with writing(engine, workspace_id) as connection:
        named = accounts_naming(connection, workspace_id, people)
        merges = merges_of(connection, workspace_id, "account")
        reached = {merges.of(number) for number in (*accounts, *named)} - accounts.keys()
        mark_accounts(connection, workspace_id, reached, now)
        unmark_people(connection, workspace_id, people)
    return dict.fromkeys(reached, now)
