"""The initiative ledger: whose idea was it?

Principle: an account manager waits to be asked; an account leader starts things. Traced are the new deals of the
last year, each first meeting with a senior person, and each proposal. A deal's starter is as recorded or worked
out; a meeting was started by whoever asked for it; a proposal by the customer where a message of theirs asked for
its quote, else by whoever started the deal.
"""

from datetime import datetime, timedelta

from app.domain import terms
from app.domain.contact_days import Touch, direction, happened_at
from app.domain.history import OpportunityThen
from app.domain.lines.entry import Entry
from app.domain.standing import Standing
from app.domain.support import proposed_at
from app.domain.value import value

STARTERS = ("us", "customer", "partner", "nobody_knows")
SIDES: dict[str | None, terms.Starter] = {"inbound": "customer", "outbound": "us"}


@value
class Initiative:
    """``entries`` are the latest first; the counts are of who started them."""

    us: int
    customer: int
    partner: int
    not_known: int
    entries: tuple[Entry, ...]


def initiative(standing: Standing) -> Initiative:
    since = standing.since(standing.policy.windows.won)
    found = [*_deals(standing, since), *_first_meetings(standing, since), *_proposals(standing, since)]
    found.sort(key=lambda pair: pair[0], reverse=True)
    entries = tuple(entry for _, entry in found)
    starters = [entry.code.split("_started_by_")[1] for entry in entries]
    us, customer, partner, not_known = (starters.count(who) for who in STARTERS)
    return Initiative(us, customer, partner, not_known, entries)


Dated = tuple[tuple[datetime, str], Entry]


def _entry(
    standing: Standing, what: str, key: str, at: datetime, type_: str, ref: int, who: tuple[terms.Starter | None, bool],
    person: int | None = None,
) -> Dated:  # fmt: skip
    code = f"{what}_started_by_{who[0] or 'nobody_knows'}"
    return (at, f"{key}:{what}"), Entry(type_, ref, code, standing.day_of(at), person, inferred=who[1])


def _deals(standing: Standing, since: datetime) -> list[Dated]:
    return [
        _entry(standing, "deal", deal.row.key, at, "opportunity", deal.id, _starter(standing, deal))
        for deal in standing.opportunities
        if (at := deal.file.created_at) and at >= since and deal.creates_business
    ]


def _starter(standing: Standing, deal: OpportunityThen) -> tuple[terms.Starter | None, bool]:
    starter = standing.starter(deal)
    return starter.who, starter.inferred


def _first_meetings(standing: Standing, since: datetime) -> list[Dated]:
    """The first meeting ever with each senior person of the account, where it was lately."""
    first: dict[int, Touch] = {}
    for touch in standing.dossier.touches:
        if touch.activity.kind == "meeting" and touch.settled_at <= standing.as_of:
            for person in touch.people:
                first.setdefault(person, touch)
    return [
        _entry(
            standing, "senior_met", f"{touch.activity.key}:{contact.key}", touch.at, "activity", touch.activity.id,
            _asked_for(standing, touch, person), person,
        )
        for person, touch in first.items()
        if touch.at >= since and (contact := standing.dossier.contacts.get(person)) and standing.is_senior(person)
    ]  # fmt: skip


def _asked_for(standing: Standing, touch: Touch, person: int) -> tuple[terms.Starter | None, bool]:
    """Who asked for a meeting: as recorded, else the side of the first word with that person in the weeks before."""
    recorded = touch.activity.started_by or SIDES.get(touch.activity.direction)
    if recorded:
        return recorded, False
    since = touch.at - timedelta(days=standing.policy.windows.starter)
    before = sorted(
        (at, activity.key, side)
        for activity in standing.activities
        if person in activity.contact_ids
        and activity.kind in ("email", "call")
        and (at := happened_at(activity))
        and since <= at < touch.at
        and (side := SIDES.get(direction(activity)))
    )
    return (before[0][2], True) if before else (None, False)


def _proposals(standing: Standing, since: datetime) -> list[Dated]:
    asked = {
        activity.quote_id for activity in standing.activities if activity.quote_id and direction(activity) == "inbound"
    }
    quotes: dict[int | None, list[int]] = {}
    for quote in standing.quotes:
        quotes.setdefault(quote.opportunity_id, []).append(quote.id)
    found = []
    for deal in standing.opportunities:
        at = proposed_at(standing, deal)
        if at and at >= since and deal.creates_business:
            who = _starter(standing, deal)
            if who[0] is None and any(quote in asked for quote in quotes.get(deal.id, ())):
                who = "customer", True
            found.append(_entry(standing, "proposal", deal.row.key, at, "opportunity", deal.id, who))
    return found
