"""An account's rows without what is dated after an instant: so it would have gone on had nothing happened since.

With ``ours`` our own new facts stay: what we sent, did, started, moved and decided. What the customer did is left
out: what they wrote, asked for, brought, answered, promised and signed, who of theirs left, and what changed there.
A meeting or call counts as the doing of the side that started it, ours where nothing says so. Fields without a date
stay as they are.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from app.domain.business_hours import zone_or
from app.domain.contact_days import direction, happened_at
from app.domain.dossier import Dossier
from app.domain.history import OpportunityFile, account_then, value_at
from app.domain.policy import Policy
from app.domain.rows import (
    AccountRow,
    AccountRows,
    ActivityRow,
    CommitmentRow,
    ContactRow,
    FieldChangeRow,
    OpportunityRow,
    QuoteRow,
    ScenarioRow,
)

CLOSED = ("won", "lost")
GONE_OUT = ("sent", "accepted")


def rewind(dossier: Dossier, at: datetime, policy: Policy, *, ours: bool = False) -> AccountRows:
    return _Rewound(dossier, at, at.astimezone(zone_or(None, policy.calendar.zone)).date(), policy, ours).rows()


@dataclass(frozen=True, slots=True)
class _Rewound:
    dossier: Dossier
    at: datetime
    today: date
    policy: Policy
    ours: bool

    def rows(self) -> AccountRows:
        rows = self.dossier.rows
        deals = [file for file in self.dossier.opportunities if self._was_made(file)]
        changes = [change for change in self.dossier.field_changes if self._stays(change)]
        return replace(
            rows,
            account=self._account(rows.account),
            contacts=self._contacts(rows.contacts),
            opportunities=[self._deal(file, changes) for file in deals],
            quotes=[kept for quote in rows.quotes if (kept := self._quote(quote))],
            activities=self._activities(rows.activities),
            commitments=[held for row in rows.commitments if (held := self._commitment(row))],
            changes=[
                replace(row, ended_on=None) if self._is_new(row.ended_on) else row
                for row in rows.changes
                if not self._is_new(row.noticed_on)
            ],
            scenarios=rows.scenarios if self.ours else [self._scenario(row) for row in rows.scenarios],
            field_changes=changes,
            family_contacts=self._contacts(rows.family_contacts),
            family=[replace(other, activities=self._activities(other.activities)) for other in rows.family],
        )

    def _is_new(self, on: datetime | date | None) -> bool:
        if on is None:
            return False
        return on > self.at if isinstance(on, datetime) else on > self.today

    def _stays(self, change: FieldChangeRow) -> bool:
        return change.changed_at <= self.at or (self.ours and self._kind(change) not in CLOSED)

    def _kind(self, change: FieldChangeRow) -> str | None:
        return self.policy.stage_kind(change.new, change.stage_kind) if change.field == "stage" else None

    def _account(self, row: AccountRow) -> AccountRow:
        if self.ours:
            return row
        tier, aim, _ = account_then(row, self.dossier.field_changes, self.at)
        return replace(row, tier=tier, aim=aim)

    def _contacts(self, rows: Iterable[ContactRow]) -> list[ContactRow]:
        return [replace(row, left_on=None) if self._is_new(row.left_on) else row for row in rows]

    def _activities(self, rows: Iterable[ActivityRow]) -> list[ActivityRow]:
        return [kept for row in rows if (kept := self._activity(row))]

    def _activity(self, row: ActivityRow) -> ActivityRow | None:
        happened = happened_at(row)
        known_at = row.created_at or (None if row.due_at else happened)
        is_ours = row.started_by == "us" if row.started_by else direction(row) != "inbound"
        if self.ours and is_ours:
            return row
        if self._is_new(known_at):
            return None
        return replace(row, status="planned", completed_at=None) if self._is_new(happened) else row

    def _was_made(self, file: OpportunityFile) -> bool:
        made = [made for made in (file.created_at, file.closed_at(self.policy)) if made]
        is_ours = self.dossier.starters[file.row.id].who == "us"
        return not made or not self._is_new(min(made)) or (self.ours and is_ours)

    def _deal(self, file: OpportunityFile, changes: Iterable[FieldChangeRow]) -> OpportunityRow:
        row = file.row
        kept = [change for change in changes if (change.record_type, change.record_id) == ("opportunity", row.id)]
        if not self.ours:
            row = replace(
                row,
                next_step=value_at(row.next_step, file.next_steps, self.at),
                next_step_due_on=_day(value_at(_text(row.next_step_due_on), file.next_step_dates, self.at)),
                expected_close_on=_day(value_at(_text(row.expected_close_on), file.close_dates, self.at)),
            )
        stages = [change for change in kept if change.field == "stage"]
        if len(stages) < len(file.stages):
            first = file.stages[0].old
            row = replace(
                row,
                stage=stages[-1].new if stages else first,
                stage_kind=stages[-1].stage_kind if stages else self.policy.stage_kind(first),
            )
        if self._is_new(file.closed_at(self.policy)):
            kind = self.policy.stage_kind(row.stage, row.stage_kind) or "open"
            row = replace(
                row,
                is_closed=None,
                is_won=None,
                closed_at=None,
                # A stage the workspace calls closed is the later one: what it was before is not known.
                stage=None if self.policy.stage_kind(row.stage) in CLOSED else row.stage,
                stage_kind="open" if kind in CLOSED else kind,
            )
        return row

    def _quote(self, row: QuoteRow) -> QuoteRow | None:
        if self.ours and row.sent_at:
            return row if not self._is_new(row.answered_at) else replace(row, answered_at=None, status="sent")
        if self._is_new(row.requested_at or row.sent_at):
            return None
        if self._is_new(row.sent_at):
            status = "draft" if row.status in GONE_OUT else row.status
            return replace(row, sent_at=None, answered_at=None, status=status)
        return replace(row, answered_at=None, status="sent") if self._is_new(row.answered_at) else row

    def _commitment(self, row: CommitmentRow) -> CommitmentRow | None:
        if self.ours and row.made_by == "us":
            return row
        if self._is_new(row.made_on):
            return None
        return replace(
            row,
            kept_on=None if self._is_new(row.kept_on) else row.kept_on,
            broken_on=None if self._is_new(row.broken_on) else row.broken_on,
        )

    def _scenario(self, row: ScenarioRow) -> ScenarioRow:
        return replace(
            row,
            options=tuple((who, None if self._is_new(on) else on) for who, on in row.options),
            fired_at=None if self._is_new(row.fired_at) else row.fired_at,
            answered_at=None if self._is_new(row.answered_at) else row.answered_at,
        )


def _text(on: date | None) -> str | None:
    return on.isoformat() if on else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text[:10]) if text else None
