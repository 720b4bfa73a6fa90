"""Who stands behind a proposal."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from app.domain.history import OpportunityThen
from app.domain.rows import CommitmentRow, OpportunityContactRow
from app.domain.value import value

if TYPE_CHECKING:
    from app.domain.standing import Standing

PROPOSED = ("proposal", "commit")


@value
class LineUp:
    """The people behind one proposal, and what the customer promised for it and did not keep."""

    deal: OpportunityThen
    supporters: tuple[int, ...]
    senior: tuple[int, ...]
    rank_not_known: tuple[int, ...]
    broken: tuple[CommitmentRow, ...]
    kept: tuple[CommitmentRow, ...]

    def holds(self, people_needed: int, *, lenient: bool) -> bool:
        """Enough people, one of them senior, a senior person left whoever leaves, promises kept.

        ``lenient`` takes people of a rank nobody recorded as senior.
        """
        seniors = len(self.senior) + (len(self.rank_not_known) if lenient else 0)
        survives = people_needed == 1 or seniors > 1
        return len(self.supporters) >= people_needed and seniors > 0 and survives and not self.broken


def proposals(standing: "Standing") -> list[LineUp]:
    """The line-up of every open proposal older than the policy's days."""
    oldest = standing.as_of - timedelta(days=standing.policy.support.proposal_age)
    return [
        line_up(standing, deal)
        for deal in standing.open_opportunities
        if (since := proposed_at(standing, deal)) and since < oldest
    ]


def proposed_at(standing: "Standing", deal: OpportunityThen) -> datetime | None:
    """When it became a proposal: by its stage, or by the first quote sent for it; None while it is none."""
    sent = [
        quote.sent_at
        for quote in standing.quotes
        if quote.opportunity_id == deal.id and quote.sent_at and quote.sent_at <= standing.as_of
    ]
    if deal.stage_kind in PROPOSED:
        entered = [
            change.changed_at
            for change in deal.file.stages
            if change.changed_at <= standing.as_of
            and standing.policy.stage_kind(change.new, change.stage_kind) in PROPOSED
        ]
        since = entered[0] if entered else deal.in_stage_since
        sent.append(since or standing.since(standing.policy.windows.contact))
    return min(sent, default=None)


def line_up(standing: "Standing", deal: OpportunityThen) -> LineUp:
    """People in two-way contact that names this deal or none, less opponents, blockers and leavers."""
    parts = {
        part.contact_id: part for part in standing.dossier.rows.opportunity_contacts if part.opportunity_id == deal.id
    }
    reached = {
        person
        for touch in (*standing.touches, *standing.family_touches)
        if touch.activity.opportunity_id in (None, deal.id)
        for person in touch.people
    }
    supporters = sorted(
        (person for person in reached if not stands_apart(standing, person, parts.get(person))),
        key=standing.key_of,
    )
    ranks = {person: standing.is_senior(person) for person in supporters}
    due = [
        row
        for row in standing.commitments
        if row.made_by == "customer" and row.opportunity_id == deal.id and row.due_on and row.due_on < standing.today
    ]
    kept = tuple(row for row in due if row.kept_on and row.kept_on <= standing.today and not row.broken_on)
    return LineUp(
        deal=deal,
        supporters=tuple(supporters),
        senior=tuple(person for person in supporters if ranks[person]),
        rank_not_known=tuple(person for person in supporters if ranks[person] is None),
        broken=tuple(row for row in due if row not in kept),
        kept=kept,
    )


def stands_apart(standing: "Standing", person: int, part: OpportunityContactRow | None) -> bool:
    """An opponent, a blocker or a leaver; ``part`` is the person's on a deal, and wins over the person's own."""
    contact = standing.contact(person)
    stance = (part and part.stance) or (contact and contact.stance)
    role = (part and part.role) or (contact and contact.role)
    left_on = contact.left_on if contact else None
    return stance == "opponent" or role == "blocker" or (left_on is not None and left_on <= standing.today)
