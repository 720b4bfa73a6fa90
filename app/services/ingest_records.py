"""Storing canonical records: many at once, in any order, again and again, with the same end."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count

from sqlalchemy import Connection

from app.domain.past import INSTANTS
from app.models.account_mark import mark_accounts
from app.models.account_past import drop_pasts_of
from app.models.activity_contact import name_contacts
from app.models.belonging import accounts_of, accounts_owned, lock_touched, settle_belonging
from app.models.erasure import keep_erasures_out
from app.models.name_change import tell_of_new_names
from app.models.person_mark import mark_people
from app.models.storing import NameTaken
from app.services.batch import Batch, Stored
from app.services.draft import Draft
from app.services.incoming import Incoming
from app.services.references import References

__all__ = ["Incoming", "Stored", "ingest_records"]

SURELY_READ = timedelta(weeks=2)
"""Whatever the policy, judging reads at least this far back."""
ATTEMPTS = 10
"""How often somebody else may be faster at making the same records."""


@dataclass(frozen=True, slots=True)
class Ingested:
    """What became of some records received together."""

    stored: list[Stored]
    """In the same order."""
    touched: set[int]
    """The accounts that were marked."""


def ingest_records(
    connection: Connection, workspace_id: int, source_id: int, incoming: Sequence[Incoming], received_at: datetime
) -> list[Stored]:
    """Store the records in one go and mark the accounts they touch; the answers are in the same order."""
    return ingest(connection, workspace_id, source_id, incoming, received_at).stored if incoming else []


def ingest(
    connection: Connection, workspace_id: int, source_id: int, incoming: Sequence[Incoming], received_at: datetime
) -> Ingested:
    """The same for at least one record, with the accounts it touches."""
    keep_erasures_out(connection, workspace_id)
    for attempt in count(1):
        references = References(connection, workspace_id, source_id, ((item.type, item.record) for item in incoming))
        batch = Batch(connection, workspace_id, references, incoming, received_at)
        try:
            batch.add_new()
            break
        except NameTaken:
            if attempt == ATTEMPTS:
                raise
    known: dict[str, set[int]] = defaultdict(set)
    for (kind, _, _), number in (*references.known.items(), *references.erased.items()):
        known[kind].add(number)
    lock_touched(connection, workspace_id, known)
    numbers = batch.numbers()
    before = {kind: accounts_of(connection, workspace_id, kind, some & known[kind]) for kind, some in numbers.items()}
    batch.change_known({kind: some & known[kind] for kind, some in numbers.items()})
    written, stored = batch.written(), batch.stored()
    people = batch.rejoined("contact")
    mark_people(connection, workspace_id, people, received_at)
    afresh = batch.rejoined("account") | set(accounts_of(connection, workspace_id, "contact", people).values())
    touched = _settle(connection, workspace_id, written, people) | afresh
    of_stored: dict[str, set[int]] = defaultdict(set)
    for answer in stored:
        if answer.status == "stored":
            of_stored[answer.type].add(answer.leadline_id)
    for kind, some in of_stored.items():
        after = _accounts_now(connection, workspace_id, kind, some, batch)
        touched |= {accounts[number] for accounts in (before[kind], after) for number in some if number in accounts}
    _forget_pasts(connection, workspace_id, batch, received_at)
    mark_accounts(connection, workspace_id, touched, received_at, afresh)
    if any(draft.is_named_otherwise for draft in written):
        tell_of_new_names(connection, workspace_id)
    return Ingested(stored, touched)


def _accounts_now(connection: Connection, workspace_id: int, kind: str, ids: set[int], batch: Batch) -> dict[int, int]:
    """Record to account; asked only of those that name none themselves."""
    own = batch.own_accounts(kind, ids)
    return own | accounts_of(connection, workspace_id, kind, ids - own.keys())


def _forget_pasts(connection: Connection, workspace_id: int, batch: Batch, received_at: datetime) -> None:
    """What is kept of older activities holds only while none of them is other than it was."""
    fresh = received_at - SURELY_READ
    rows = [row for draft in batch.written() if draft.record_type == "activity" for row in (draft.found, draft.row)]
    old = [row for row in rows if any(at and at < fresh for at in map(row.get, INSTANTS))]
    accounts = _accounts_now(connection, workspace_id, "activity", {row["leadline_id"] for row in old}, batch)
    drop_pasts_of(
        connection,
        workspace_id,
        [(row, (row["belongs_to_id"], accounts.get(row["leadline_id"]))) for row in old],
    )


def _settle(connection: Connection, workspace_id: int, written: Sequence[Draft], rejoined: set[int]) -> set[int]:
    """Bring records without an account of their own to the account they belong to; ``rejoined`` are contacts."""
    loose = {
        kind: {draft.id for draft in written if draft.record_type == kind and draft.row["account_id"] is None}
        for kind in ("activity", "quote")
    }
    moved = {
        kind: {draft.id for draft in written if draft.record_type == kind and draft.differs("account_id")}
        for kind in ("opportunity", "contact")
    }
    links = [
        {"workspace_id": workspace_id, "activity_id": draft.id, "contact_id": contact_id}
        for draft in written
        if draft.id in loose["activity"] and draft.record_type == "activity"
        for contact_id in {*(draft.row["contact_ids"] or ()), *(draft.row["attended_ids"] or ())}
    ]
    name_contacts(connection, workspace_id, sorted(loose["activity"]), links)
    touched = settle_belonging(
        connection,
        workspace_id,
        activity_ids=loose["activity"],
        quote_ids=loose["quote"],
        opportunity_ids=moved["opportunity"],
        contact_ids=moved["contact"] | rejoined,
    )
    clocks = {draft.id for draft in written if draft.record_type == "user" and draft.differs("time_zone")}
    return touched | accounts_owned(connection, workspace_id, clocks)
