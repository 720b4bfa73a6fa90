"""How a record stood at an instant, told from its dated field changes."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import get_args

from app.domain import terms
from app.domain.policy import Policy
from app.domain.rows import AccountRow, FieldChangeRow, OpportunityRow
from app.domain.value import value

TIERS: dict[str, terms.Tier] = {tier: tier for tier in get_args(terms.Tier)}
AIMS: dict[str, terms.Aim] = {aim: aim for aim in get_args(terms.Aim)}


def value_at(stored: str | None, changes: Sequence[FieldChangeRow], as_of: datetime) -> str | None:
    """The value a field had at ``as_of``. ``changes`` are of that field, oldest first."""
    if not changes:
        return stored
    later = next((change for change in changes if change.changed_at > as_of), None)
    if later is None:
        return stored
    before = [change for change in changes if change.changed_at <= as_of]
    return before[-1].new if before else later.old


def day_at(stored: date | None, changes: Sequence[FieldChangeRow], as_of: datetime) -> date | None:
    if not changes:
        return stored
    text = value_at(stored.isoformat() if stored else None, changes, as_of)
    return date.fromisoformat(text[:10]) if text else None


@value
class OpportunityFile:
    """An opportunity with its history, oldest change first."""

    row: OpportunityRow
    stages: tuple[FieldChangeRow, ...] = ()
    next_step_dates: tuple[FieldChangeRow, ...] = ()
    next_steps: tuple[FieldChangeRow, ...] = ()
    close_dates: tuple[FieldChangeRow, ...] = ()

    @property
    def created_at(self) -> datetime | None:
        """When it was made; where that is not recorded, its first change of stage."""
        return self.row.created_at or (self.stages[0].changed_at if self.stages else None)

    def closed_at(self, policy: Policy) -> datetime | None:
        """When it was closed; None while it is open, or where no date of closing is recorded."""
        if not self.is_closed_today(policy):
            return None
        return self.row.closed_at or (self.stages[-1].changed_at if self.stages else None)

    def is_closed_today(self, policy: Policy) -> bool:
        """Whether it is closed now; a deal that was opened again may have kept the day it was closed."""
        row = self.row
        kind = policy.stage_kind(row.stage, row.stage_kind)
        is_dated = row.closed_at and row.is_closed is None
        return bool(row.is_closed or row.is_won or is_dated or kind in ("won", "lost"))

    def is_won_today(self, policy: Policy) -> bool:
        kind = policy.stage_kind(self.row.stage, self.row.stage_kind)
        return self.row.is_won if self.row.is_won is not None else kind == "won"


@value
class OpportunityThen:
    """An opportunity as it stood at an instant."""

    file: OpportunityFile
    is_open: bool
    is_won: bool
    closed_at: datetime | None
    stage: str | None
    stage_kind: terms.StageKind
    in_stage_since: datetime | None
    stage_changes: tuple[datetime, ...]
    next_step_due_on: date | None
    times_put_off: int
    expected_close_on: date | None

    @property
    def id(self) -> int:
        return self.file.row.id

    @property
    def row(self) -> OpportunityRow:
        return self.file.row

    @property
    def creates_business(self) -> bool:
        """New or expansion business; a kind not recorded counts as that."""
        return self.row.kind in (None, "new_business", "expansion")


def opportunity_then(file: OpportunityFile, as_of: datetime, policy: Policy) -> OpportunityThen | None:
    """The opportunity at ``as_of``; None before it was made."""
    created_at, closed_at = file.created_at, file.closed_at(policy)
    first = min((at for at in (created_at, closed_at) if at), default=None)
    if first and first > as_of:
        return None
    is_closed = file.is_closed_today(policy) and (closed_at is None or closed_at <= as_of)
    past = [change for change in file.stages if change.changed_at <= as_of]
    stage = value_at(file.row.stage, file.stages, as_of)
    stored = file.row.stage_kind if len(past) == len(file.stages) else None
    stage_kind = policy.stage_kind(stage, stored or (past[-1].stage_kind if past else None)) or "open"
    return OpportunityThen(
        file=file,
        is_open=not is_closed,
        is_won=is_closed and file.is_won_today(policy),
        closed_at=closed_at if is_closed else None,
        stage=stage,
        stage_kind=_open_kind(stage_kind) if not is_closed else stage_kind,
        in_stage_since=past[-1].changed_at if past else created_at,
        stage_changes=tuple(change.changed_at for change in past if change.changed_at != created_at),
        next_step_due_on=day_at(file.row.next_step_due_on, file.next_step_dates, as_of),
        times_put_off=_times_put_off(file, as_of),
        expected_close_on=day_at(file.row.expected_close_on, file.close_dates, as_of),
    )


def _open_kind(kind: terms.StageKind) -> terms.StageKind:
    return "open" if kind in ("won", "lost") else kind


def _times_put_off(file: OpportunityFile, as_of: datetime) -> int:
    """How often the date of the same next step was moved to a later day."""
    new_step_at = max((change.changed_at for change in file.next_steps if change.changed_at <= as_of), default=None)
    return sum(
        1
        for change in file.next_step_dates
        if change.changed_at <= as_of
        and (new_step_at is None or change.changed_at > new_step_at)
        and change.old
        and change.new
        and change.new > change.old
    )


def slips(file: OpportunityFile, as_of: datetime) -> list[datetime]:
    """When the close date was moved to a later day."""
    moves = [change for change in file.close_dates if change.changed_at <= as_of]
    return [change.changed_at for change in moves if change.old and change.new and change.new > change.old]


def opportunity_files(
    opportunities: Sequence[OpportunityRow], changes: Sequence[FieldChangeRow]
) -> list[OpportunityFile]:
    """Each opportunity with its own changes, in the order of ``changes``, which is by time."""
    by_field: dict[tuple[int, str], list[FieldChangeRow]] = {}
    for change in changes:
        if change.record_type == "opportunity":
            by_field.setdefault((change.record_id, change.field), []).append(change)
    return [
        OpportunityFile(
            row,
            *(
                tuple(by_field.get((row.id, field), ()))
                for field in ("stage", "next_step_due_on", "next_step", "expected_close_on")
            ),
        )
        for row in opportunities
    ]


def account_then(
    account: AccountRow, changes: Sequence[FieldChangeRow], as_of: datetime
) -> tuple[terms.Tier | None, terms.Aim | None, datetime | None]:
    """Tier and aim of the account at ``as_of``, and when its owner last changed."""
    of_account = [change for change in changes if change.record_type == "account"]
    tier = value_at(account.tier, [change for change in of_account if change.field == "tier"], as_of)
    aim = value_at(account.aim, [change for change in of_account if change.field == "aim"], as_of)
    owned = [change.changed_at for change in of_account if change.field == "owner_id" and change.changed_at <= as_of]
    return TIERS.get(tier or ""), AIMS.get(aim or ""), max(owned, default=None)
