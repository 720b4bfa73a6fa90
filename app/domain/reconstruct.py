"""An account as it could be known at an instant before we were there to look: dated facts only.

What may be filled in at any time (titles, roles, owners, tiers, amounts, who started a deal) counts only as
the latest dated change up to the instant says it; today's value never does. What belongs to a dated event
(which side wrote, who was named, how complex the quote was) is known with the event, and what came of it from
the instant it did. A day counts once it is over. Who an owner was is not told by changes in a way we can
read, so nobody's calendar but the workspace's is used.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any, TypeVar

from pydantic import ValidationError

from app.domain.dossier import Dossier
from app.domain.history import OpportunityFile
from app.domain.policy import Policy
from app.domain.records import RECORD_TYPES
from app.domain.rows import (
    AccountRow,
    AccountRows,
    ActivityRow,
    CommitmentRow,
    ContactRow,
    FieldChangeRow,
    OpportunityContactRow,
    OpportunityRow,
    QuoteRow,
    Row,
    ScenarioRow,
)

ENDED = ("cancelled", "expired", "declined", "accepted", "sent")
R = TypeVar("R", bound=Row)


@dataclass(frozen=True, slots=True)
class Instant:
    """``today`` is the day of ``as_of`` in the workspace's zone."""

    as_of: datetime
    today: date
    connected_at: Mapping[int, datetime]
    """Source id to when it was connected: from then on a record is known once it was received."""

    def past(self, at: datetime | None) -> datetime | None:
        return at if at and at <= self.as_of else None

    def over(self, on: date | None) -> date | None:
        return on if on and on < self.today else None

    def on_file(self, row: Row, created_at: datetime | None, *dates: object) -> bool:
        """Whether a record was recorded by then; ``dates`` are those of its own that had passed."""
        if created_at:
            return created_at <= self.as_of
        connected_at = self.connected_at.get(row.source_id)
        if connected_at and connected_at <= self.as_of:
            return row.learned_at is not None and row.learned_at <= self.as_of
        return any(dates)


def reconstruct(dossier: Dossier, policy: Policy, instant: Instant) -> AccountRows | None:
    """The rows as of the instant; None where nothing was on file yet. ``dossier`` is of all that is known today.

    Its field changes may include those of contacts; without them no role or title is ever known.
    """
    then, rows, account = _Then(dossier.field_changes, instant, policy), dossier.rows, dossier.account
    found = AccountRows(
        account=then.account(account),
        opportunities=_kept(then.opportunity, dossier.opportunities),
        quotes=_kept(then.quote, rows.quotes),
        activities=_kept(then.activity, rows.activities),
        commitments=_kept(then.commitment, rows.commitments),
        changes=[
            replace(row, ended_on=instant.over(row.ended_on))
            for row in rows.changes
            if instant.over(row.noticed_on) and instant.on_file(row, None, row.noticed_on)
        ],
        scenarios=_kept(then.scenario, rows.scenarios),
        field_changes=then.changes,
    )
    named = {person for row in found.activities for person in (*row.contact_ids, *row.attended_ids)}
    found.contacts.extend(then.contact(row) for row in rows.contacts if then.knew(row, row.id in named))
    deals = {row.id for row in found.opportunities}
    found.opportunity_contacts.extend(
        OpportunityContactRow(**_identity(row), opportunity_id=row.opportunity_id, contact_id=row.contact_id)
        for row in rows.opportunity_contacts
        if row.opportunity_id in deals and instant.on_file(row, None)
    )
    dated = (found.opportunities, found.quotes, found.activities, found.commitments, found.changes, found.field_changes)
    return found if instant.on_file(account, account.created_at, *dated) else None


def _kept(read: Callable[[Any], R | None], rows: Iterable[Any]) -> list[R]:
    return [known for row in rows if (known := read(row))]


def _identity(row: Row) -> dict[str, Any]:
    return {field.name: getattr(row, field.name) for field in fields(Row)}


class _Then:
    def __init__(self, changes: Sequence[FieldChangeRow], instant: Instant, policy: Policy) -> None:
        self.instant, self.policy = instant, policy
        self.changes = [
            change
            for change in changes
            if change.changed_at <= instant.as_of and instant.on_file(change, None, change.changed_at)
        ]
        self.latest: dict[tuple[str, int], dict[str, FieldChangeRow]] = {}
        for change in self.changes:
            self.latest.setdefault((change.record_type, change.record_id), {})[change.field] = change

    def said(self, record_type: str, row_type: type[R], row: Row) -> dict[str, Any]:
        """What dated changes say of the record. A reference is not read, and a text that does not fit says nothing."""
        model = RECORD_TYPES[record_type]
        known = {field.name for field in fields(row_type)} - model.references.keys()
        said: dict[str, Any] = _identity(row)
        for name, change in self.latest.get((record_type, row.id), {}).items():
            if name in known and change.new is not None:
                text = change.new[:10] if name.endswith("_on") else change.new
                try:
                    said[name] = getattr(model.model_validate({"id": "1", name: text}), name)
                except ValidationError:
                    continue
        return said

    def account(self, row: AccountRow) -> AccountRow:
        return AccountRow(**self.said("account", AccountRow, row) | {"created_at": self.instant.past(row.created_at)})

    def knew(self, row: ContactRow, is_named: bool) -> bool:
        changed = ("contact", row.id) in self.latest
        return is_named or self.instant.on_file(row, None, self.instant.over(row.left_on), changed)

    def contact(self, row: ContactRow) -> ContactRow:
        return ContactRow(**self.said("contact", ContactRow, row) | {"left_on": self.instant.over(row.left_on)})

    def opportunity(self, file: OpportunityFile) -> OpportunityRow | None:
        row, past = file.row, self.instant.past
        closed_at = file.closed_at(self.policy)
        if file.is_closed_today(self.policy) and closed_at is None:
            return None  # Closed on a day nobody recorded: whether it was open then cannot be told.
        staged = self.latest.get(("opportunity", row.id), {}).get("stage")
        if not self.instant.on_file(row, row.created_at, past(closed_at), staged):
            return None
        said = self.said("opportunity", OpportunityRow, row) | {
            "created_at": past(row.created_at),
            "closed_at": past(closed_at),
            "stage_kind": staged.stage_kind if staged else None,
            "is_closed": None,
            "is_won": None,
        }
        if past(closed_at):
            said |= {"is_closed": True, "is_won": file.is_won_today(self.policy)}
        return OpportunityRow(**said)

    def quote(self, row: QuoteRow) -> QuoteRow | None:
        past = self.instant.past
        requested_at, sent_at, answered_at = past(row.requested_at), past(row.sent_at), past(row.answered_at)
        if not self.instant.on_file(row, None, requested_at, sent_at):
            return None
        if row.sent_at is None and row.status in ENDED:
            return None  # Ended or sent on a day nobody recorded: whether it was still owed cannot be told.
        return replace(
            row,
            owner_id=None,
            requested_at=requested_at,
            sent_at=sent_at,
            answered_at=answered_at,
            status=row.status if answered_at and row.status in ENDED else "sent" if sent_at else "draft",
        )

    def activity(self, row: ActivityRow) -> ActivityRow | None:
        past = self.instant.past
        completed_at, start_at = past(row.completed_at), past(row.start_at)
        if not self.instant.on_file(row, row.created_at, completed_at, start_at, past(row.due_at)):
            return None
        is_undated = row.completed_at is None and row.start_at is None
        if row.status == "cancelled" or (row.status == "done" and is_undated and row.due_at):
            return None  # Called off, or done, on a day nobody recorded.
        is_ahead = bool(row.completed_at or row.start_at) and not (completed_at or (start_at and not row.completed_at))
        if not is_ahead and row.status != "planned":
            return row
        return replace(row, status="planned", completed_at=None, outcome=None, attended_ids=())

    def commitment(self, row: CommitmentRow) -> CommitmentRow | None:
        over = self.instant.over
        if row.made_on and not over(row.made_on):
            return None
        if not self.instant.on_file(row, None, row.made_on, over(row.due_on), over(row.kept_on), over(row.broken_on)):
            return None
        return replace(row, kept_on=over(row.kept_on), broken_on=over(row.broken_on))

    def scenario(self, row: ScenarioRow) -> ScenarioRow | None:
        accepted = tuple((owner, self.instant.over(on)) for owner, on in row.options)
        fired_at, answered_at = self.instant.past(row.fired_at), self.instant.past(row.answered_at)
        if not self.instant.on_file(row, None, fired_at, answered_at, *(on for _, on in accepted)):
            return None
        return replace(row, options=accepted, fired_at=fired_at, answered_at=answered_at)
