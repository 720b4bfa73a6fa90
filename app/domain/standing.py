"""An account as it stood at an instant: what every question and rule reads."""

from bisect import bisect_left
from datetime import UTC, date, datetime, time, timedelta

from app.domain import terms
from app.domain.answers import Answer
from app.domain.business_hours import deadline, zone_or
from app.domain.contact_days import Touch
from app.domain.derived_changes import derived_changes
from app.domain.dossier import Dossier, Starter
from app.domain.history import OpportunityThen, account_then, opportunity_then
from app.domain.kept import kept
from app.domain.money import Results, results
from app.domain.policy import Policy
from app.domain.rows import AccountRow, ActivityRow, ChangeRow, CommitmentRow, ContactRow, QuoteRow
from app.domain.support import LineUp, proposals
from app.domain.surroundings import Day, Surroundings


class Standing:
    """Windows are counted back from ``as_of``; what is dated later has not happened yet."""

    def __init__(self, dossier: Dossier, surroundings: Surroundings, policy: Policy, as_of: datetime) -> None:
        self.dossier = dossier
        self.policy = policy
        self.as_of = as_of
        self.zone = zone_or(None, policy.calendar.zone)
        self.today: date = as_of.astimezone(self.zone).date()
        self.surroundings = surroundings
        self.account: AccountRow = dossier.account
        self.past = dossier.rows.past

    @kept
    def day(self) -> Day:
        return self.surroundings.on(self.today)

    def at(self, as_of: datetime) -> "Standing":
        """The same account at another instant."""
        return Standing(self.dossier, self.surroundings, self.policy, as_of)

    def since(self, days: int) -> datetime:
        return self.as_of - timedelta(days=days)

    def starts(self, day: date) -> datetime:
        """Midnight of a day in the workspace's zone."""
        return datetime.combine(day, time(), self.zone).astimezone(UTC)

    def day_of(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()

    def due_by(self, start: datetime, hours: float, owner_id: int | None) -> datetime:
        """The end of so many business hours in the owner's calendar."""
        asked = (start, hours, owner_id)
        known = self.dossier.deadlines.get(asked)
        if known is None:
            zone = self.dossier.rows.time_zones.get(owner_id) if owner_id else None
            known = self.dossier.deadlines[asked] = deadline(start, hours, self.policy.calendar, zone)
        return known

    @kept
    def opportunities(self) -> list[OpportunityThen]:
        found = (opportunity_then(file, self.as_of, self.policy) for file in self.dossier.opportunities)
        return [deal for deal in found if deal]

    @kept
    def open_opportunities(self) -> list[OpportunityThen]:
        return [deal for deal in self.opportunities if deal.is_open]

    def starter(self, deal: OpportunityThen) -> Starter:
        return self.dossier.starters[deal.id]

    @kept
    def activities(self) -> list[ActivityRow]:
        """What had happened or was planned by then, but for what the past stands for."""
        as_of = self.as_of
        return [activity for since, activity in self.dossier.activities if since is None or since <= as_of]

    @kept
    def quotes(self) -> list[QuoteRow]:
        return [
            quote for quote in self.dossier.quotes if (quote.requested_at or quote.sent_at or self.as_of) <= self.as_of
        ]

    @kept
    def commitments(self) -> list[CommitmentRow]:
        made = (row for row in self.dossier.rows.commitments if not row.made_on or row.made_on <= self.today)
        return sorted(made, key=lambda row: row.key)

    @kept
    def changes(self) -> list[ChangeRow]:
        """Open changes, noted or told by records, oldest first, of at most the policy's age."""
        oldest = self.today - timedelta(days=self.policy.change.longest)
        noted = [
            change
            for change in self.dossier.rows.changes
            if change.noticed_on <= self.today and not (change.ended_on and change.ended_on <= self.today)
        ]
        return sorted(
            (change for change in (*noted, *derived_changes(self)) if change.noticed_on >= oldest),
            key=lambda change: (change.noticed_on, change.key),
        )

    @kept
    def pressing_changes(self) -> list[ChangeRow]:
        """The open changes old enough to raise the line."""
        grace = timedelta(days=self.policy.change.grace)
        return [change for change in self.changes if self.as_of - self.starts(change.noticed_on) >= grace]

    @kept
    def asking_changes(self) -> list[ChangeRow]:
        """Those that also ask for an answer. Tickets ask for service: no number of them makes an account led."""
        return [change for change in self.pressing_changes if change.news != "ticket_surge"]

    def touches_within(self, days: int) -> list[Touch]:
        first = bisect_left(self.dossier.touches, self.since(days), key=lambda touch: touch.at)
        return [touch for touch in self.dossier.touches[first:] if touch.settled_at <= self.as_of]

    @kept
    def touches(self) -> list[Touch]:
        """Two-way contact in the contact window."""
        return self.touches_within(self.policy.windows.contact)

    @kept
    def proposals(self) -> list[LineUp]:
        """The line-up of every open proposal older than the policy's days."""
        return proposals(self)

    @kept
    def contact_days(self) -> int:
        return len({self.day_of(touch.at) for touch in self.touches})

    @kept
    def family_touches(self) -> list[Touch]:
        """Two-way contact with the family in the contact window."""
        since = self.since(self.policy.windows.contact)
        return [touch for touch in self.dossier.family_touches if since <= touch.at and touch.settled_at <= self.as_of]

    @kept
    def people(self) -> dict[int, datetime]:
        """Everybody in two-way contact in the window, family included, with the latest instant."""
        both = self.touches
        if self.family_touches:
            both = sorted((*both, *self.family_touches), key=lambda touch: touch.at)
        return {person: touch.at for touch in both for person in touch.people}

    def contact(self, person: int) -> ContactRow | None:
        """Somebody of the account or its family; None where nothing but the number is on file."""
        return self.dossier.contacts.get(person) or self.dossier.family.get(person)

    def key_of(self, person: int) -> str:
        """What people are put in order by: our numbers tell only in which order records came."""
        contact = self.contact(person)
        return contact.key if contact else f"~{self._spoken_to[person]:09}"

    @kept
    def _spoken_to(self) -> dict[int, int]:
        """Everybody ever spoken to, by turns; in one conversation as they are named."""
        both = (*self.dossier.touches, *self.dossier.family_touches)
        people = dict.fromkeys(person for touch in both for person in touch.people)
        return {person: turn for turn, person in enumerate(people)}

    @kept
    def buyers(self) -> set[int]:
        """The economic buyers of single deals."""
        parts = self.dossier.rows.opportunity_contacts
        return {part.contact_id for part in parts if part.role == "economic_buyer"}

    def is_champion(self, contact_id: int) -> bool:
        """Of the account, or of any of its deals."""
        contact = self.contact(contact_id)
        parts = self.dossier.rows.opportunity_contacts
        return bool(contact and contact.role == "champion") or any(
            part.contact_id == contact_id and part.role == "champion" for part in parts
        )

    def is_senior(self, contact_id: int) -> bool | None:
        """Senior or economic buyer; None where neither title nor role is recorded."""
        contact = self.contact(contact_id)
        if contact_id in self.buyers or (contact and contact.role == "economic_buyer"):
            return True
        rank = self.dossier.seniority.get(contact_id)
        return None if rank is None else rank >= self.policy.people.senior_from

    @kept
    def is_customer(self) -> bool:
        if self.account.relationship:
            return self.account.relationship == "customer"
        return (
            any(deal.is_won for deal in self.opportunities)
            or any(q.status == "accepted" and (q.answered_at or self.as_of) <= self.as_of for q in self.quotes)
            or any(activity.kind == "ticket" for activity in self.activities)
            or bool(self.past and self.past.ticket_at and self.past.ticket_at <= self.as_of)
        )

    @kept
    def records_of_work(self) -> int:
        before = self.past.left_out if self.past else 0
        return before + len(self.activities) + len(self.opportunities) + len(self.quotes) + len(self.commitments)

    @kept
    def capture_works(self) -> bool:
        return self.day.capture_works(self.account.source_id, self.account.id)

    @kept
    def _account_then(self) -> tuple[terms.Tier | None, terms.Aim | None, datetime | None]:
        return account_then(self.account, self.dossier.field_changes, self.as_of)

    @property
    def tier(self) -> terms.Tier | None:
        return self._account_then[0]

    @property
    def recorded_aim(self) -> terms.Aim | None:
        return self._account_then[1]

    @property
    def owner_changed_at(self) -> datetime | None:
        return self._account_then[2]

    @kept
    def results(self) -> Results:
        return results(self.opportunities, self.account, self.as_of, self.policy)

    def without_cases(self, question: str) -> Answer:
        """The answer where there is no case: off, does not apply, or not known."""
        if not self.day.is_on(question):
            return Answer(question, "not_known", applies=False, reason="off")
        if self.day.delivers(self.account.source_id, question):
            return Answer(question, "does_not_apply", reason="no_case")
        return Answer(question, "not_known", of=None, reason="not_delivered")
