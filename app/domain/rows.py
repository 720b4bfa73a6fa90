"""The slim rows that judging reads. Gathering fills them; judging never sees a database.

``id`` and every ``*_id`` is Leadline's own number of a record, the same across sources. ``key`` is
``source:external id``, unique and the same whatever the order of arrival, so it breaks ties.
``learned_at`` is when we, or the CRM, recorded it.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from app.domain import terms

if TYPE_CHECKING:
    from app.domain.past import Past


@dataclass(slots=True)
class Row:
    id: int
    key: str
    source_id: int
    learned_at: datetime | None = field(default=None, kw_only=True)
    """None: known at any time (an undated record that came before the source was connected)."""

    @property
    def is_stated(self) -> bool:
        """Whether a person put it on file in Leadline, and no CRM sent it."""
        return self.key.startswith(f"{terms.OWN_SOURCE}:")


@dataclass(slots=True)
class AccountRow(Row):
    owner_id: int | None = None
    aim: terms.Aim | None = None
    aim_until_on: date | None = None
    tier: terms.Tier | None = None
    fit: float | None = None
    potential: float | None = None
    currency: str | None = None
    industry: str | None = None
    country: str | None = None
    employees: int | None = None
    relationship: terms.Relationship | None = None
    parent_id: int | None = None
    renewal_on: date | None = None
    paused_until_on: date | None = None
    created_at: datetime | None = None


@dataclass(slots=True)
class ContactRow(Row):
    title: str | None = None
    role: terms.ContactRole | None = None
    stance: terms.Stance | None = None
    seniority: int | None = None
    left_on: date | None = None


@dataclass(slots=True)
class OpportunityRow(Row):
    owner_id: int | None = None
    kind: terms.OpportunityKind | None = None
    stage: str | None = None
    stage_kind: terms.StageKind | None = None
    amount: float | None = None
    currency: str | None = None
    amount_home: float | None = None
    started_by: terms.Starter | None = None
    primary_contact_id: int | None = None
    next_step: str | None = None
    next_step_due_on: date | None = None
    created_at: datetime | None = None
    expected_close_on: date | None = None
    closed_at: datetime | None = None
    is_closed: bool | None = None
    is_won: bool | None = None


@dataclass(slots=True)
class OpportunityContactRow(Row):
    opportunity_id: int
    contact_id: int
    role: terms.ContactRole | None = None
    stance: terms.Stance | None = None


@dataclass(slots=True)
class QuoteRow(Row):
    opportunity_id: int | None = None
    owner_id: int | None = None
    status: terms.QuoteStatus | None = None
    complexity: terms.Complexity | None = None
    requested_at: datetime | None = None
    sent_at: datetime | None = None
    answered_at: datetime | None = None
    revises_id: int | None = None
    revision_cause: terms.RevisionCause | None = None


@dataclass(slots=True)
class ActivityRow(Row):
    """``purpose``, ``dimension`` and ``acknowledges`` are the stored tag's; the rest is the record's."""

    kind: terms.Kind
    contact_ids: tuple[int, ...] = ()
    attended_ids: tuple[int, ...] = ()
    opportunity_id: int | None = None
    user_ids: tuple[int, ...] = ()
    actor_id: int | None = None
    started_by: terms.Starter | None = None
    direction: terms.Direction | None = None
    outcome: terms.Outcome | None = None
    needs_answer: bool | None = None
    quote_id: int | None = None
    thread_id: str | None = None
    in_reply_to: str | None = None
    """The external id, or mail message id, of the activity it answers, in the same source."""
    status: terms.ActivityStatus | None = None
    created_at: datetime | None = None
    due_at: datetime | None = None
    start_at: datetime | None = None
    completed_at: datetime | None = None
    purpose: terms.Purpose | None = None
    dimension: terms.Dimension | None = None
    acknowledges: bool = False
    """The text only says thanks or received."""
    infers_direction: bool = True
    """False where the policy takes a direction only as recorded."""


@dataclass(slots=True)
class CommitmentRow(Row):
    made_by: terms.MadeBy
    opportunity_id: int | None = None
    contact_id: int | None = None
    user_id: int | None = None
    made_on: date | None = None
    due_on: date | None = None
    kept_on: date | None = None
    broken_on: date | None = None


@dataclass(slots=True)
class ChangeRow(Row):
    noticed_on: date
    kind: terms.ChangeKind | None = None
    intensity: int | None = None
    ended_on: date | None = None
    told_by: tuple[str, int] | None = None
    """For a change we derived: type and number of the record that tells it."""
    news: str | None = None
    """For a change we derived: a code for what happened."""


@dataclass(slots=True)
class ScenarioRow(Row):
    change_id: int | None = None
    trigger: terms.Trigger | None = None
    trigger_days: int | None = None
    options: tuple[tuple[int | None, date | None], ...] = ()
    """(owner_id, accepted_on) of each option."""
    fired_at: datetime | None = None
    answered_at: datetime | None = None


@dataclass(slots=True)
class FieldChangeRow(Row):
    record_type: str
    record_id: int
    field: str
    changed_at: datetime
    old: str | None = None
    new: str | None = None
    stage_kind: terms.StageKind | None = None


@dataclass(slots=True)
class Relative:
    """What was done with another account of the family. Money stays apart."""

    activities: list[ActivityRow] = field(default_factory=list)
    past: "Past | None" = None


@dataclass(slots=True, kw_only=True)
class AccountRows:
    """Everything known of one account. Lists come in any order."""

    account: AccountRow
    contacts: list[ContactRow] = field(default_factory=list)
    opportunities: list[OpportunityRow] = field(default_factory=list)
    opportunity_contacts: list[OpportunityContactRow] = field(default_factory=list)
    quotes: list[QuoteRow] = field(default_factory=list)
    activities: list[ActivityRow] = field(default_factory=list)
    past: "Past | None" = None
    """What is kept of older activities, which are not among these then; None: these are all."""
    commitments: list[CommitmentRow] = field(default_factory=list)
    changes: list[ChangeRow] = field(default_factory=list)
    scenarios: list[ScenarioRow] = field(default_factory=list)
    field_changes: list[FieldChangeRow] = field(default_factory=list)
    """Of the account and its opportunities; ours and the CRM's, already settled to one a fact."""
    family_contacts: list[ContactRow] = field(default_factory=list)
    """People of the accounts with the same ultimate parent."""
    family: list[Relative] = field(default_factory=list)
    time_zones: dict[int, str] = field(default_factory=dict)
    """Owner id to the time zone of the owner's calendar, where it is known."""
