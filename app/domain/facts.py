"""What one account adds to the surroundings of all others. Days are ordinals in the policy's zone."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import astuple, dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from app.domain import contact_days, messages
from app.domain.business_hours import zone_or
from app.domain.dossier import Dossier
from app.domain.history import OpportunityFile
from app.domain.money import at_home, converted
from app.domain.policy import Policy
from app.domain.rows import ActivityRow, Row

if TYPE_CHECKING:
    from app.domain.past import Past

DayOf = Callable[[datetime | None], int | None]
SPOKEN_KINDS = ("call", "meeting", "email")


@dataclass(slots=True)
class Feed:
    """How many rows of a kind there are, in how many the field is filled, and the first such day."""

    rows: int = 0
    filled: int = 0
    first: int | None = None
    undated: bool = False

    def add(self, is_filled: bool, on: int | None) -> None:
        self.rows += 1
        if is_filled:
            self.filled += 1
            self.undated = self.undated or on is None
            self.first = on if self.first is None else min(self.first, on or self.first)

    def merge(self, other: "Feed") -> None:
        self.rows += other.rows
        self.filled += other.filled
        self.undated = self.undated or other.undated
        firsts = [first for first in (self.first, other.first) if first is not None]
        self.first = min(firsts, default=None)


@dataclass(slots=True)
class Deal:
    created: int | None
    closed: int | None
    is_won: bool
    amount: float | None


@dataclass(slots=True)
class Facts:
    account_id: int
    source_id: int
    tier: str | None
    potential: float | None
    renewal: int | None
    contact: dict[int, set[int]] = field(default_factory=dict)
    """Source id to the days on which it logged two-way contact here."""
    feeds: dict[tuple[int, str], Feed] = field(default_factory=dict)
    stays: list[tuple[str, float, int]] = field(default_factory=list)
    """Finished stays in a stage: stage, days, day it ended."""
    deals: list[Deal] = field(default_factory=list)

    def feed(self, row: Row, name: str) -> Feed:
        return self.feeds.setdefault((row.source_id, name), Feed())


def observe(dossier: Dossier, policy: Policy) -> Facts:
    account = dossier.account
    day = day_reader(policy)
    potential = account.potential
    facts = Facts(
        account_id=account.id,
        source_id=account.source_id,
        tier=account.tier,
        potential=None
        if potential is None
        else converted(potential, account.currency or policy.money.home_currency, policy),
        renewal=account.renewal_on.toordinal() if account.renewal_on else None,
    )
    _observe_past(facts, dossier.rows.past)
    for source, days in contact_of(dossier.touches, day).items():
        facts.contact.setdefault(source, set()).update(days)
    for contact in dossier.rows.contacts:
        told = contact.title is not None or contact.role is not None or contact.seniority is not None
        facts.feed(contact, "title").add(told, None)
    for key, feed in activity_feeds(dossier.rows.activities, day).items():
        facts.feeds.setdefault(key, Feed()).merge(feed)
    _observe_promises(facts, dossier, day)
    planned = {
        activity.opportunity_id
        for activity in dossier.rows.activities
        if (activity.due_at or activity.start_at)
        and activity.status != "cancelled"
        and not contact_days.happened_at(activity)
    }
    for file in dossier.opportunities:
        _observe_opportunity(facts, file, dossier, policy, day)
        dated = bool(file.row.next_step_due_on or file.next_step_dates or file.row.id in planned)
        facts.feed(file.row, "next_step_date").add(dated, day(file.created_at))
    return facts


def day_reader(policy: Policy) -> DayOf:
    """Instants to days of the policy's zone, as ordinals."""
    zone = zone_or(None, policy.calendar.zone)
    return lambda at: at.astimezone(zone).date().toordinal() if at else None


def contact_of(touches: Iterable[contact_days.Touch], day: DayOf) -> dict[int, set[int]]:
    """Source to the days on which it logged two-way contact."""
    found: dict[int, set[int]] = {}
    for touch in touches:
        found.setdefault(touch.activity.source_id, set()).add(day(touch.settled_at) or 0)
    return found


def activity_feeds(activities: Iterable[ActivityRow], day: DayOf) -> dict[tuple[int, str], Feed]:
    """What activities add to the feeds; those of two parts of an account merge to those of the whole."""
    feeds: dict[tuple[int, str], Feed] = {}
    for activity in activities:
        for name, is_filled, on in _fed_by(activity, day):
            feeds.setdefault((activity.source_id, name), Feed()).add(is_filled, on)
    return feeds


def _fed_by(activity: ActivityRow, day: DayOf) -> Iterator[tuple[str, bool, int | None]]:
    happened = contact_days.happened_at(activity)
    if (happened or activity.status == "done") and activity.kind in SPOKEN_KINDS:
        named = bool(happened and (activity.contact_ids or activity.attended_ids))
        yield "named_contact", named, day(happened)
    received = messages.received_at(activity)
    side = contact_days.direction(activity)
    if received or (activity.kind == "email" and side == "inbound"):
        yield "message", received is not None, day(received)
    if side != "inbound" and (activity.due_at or activity.kind == "task"):
        yield "due_work", activity.due_at is not None, day(activity.due_at)


def _observe_past(facts: Facts, past: "Past | None") -> None:
    if past:
        facts.contact = {source: set(days) for source, days in past.contact.items()}
        for key, feed in past.feeds.items():
            facts.feeds.setdefault(key, Feed()).merge(feed)


def _observe_promises(facts: Facts, dossier: Dossier, day: DayOf) -> None:
    for quote in dossier.rows.quotes:
        known = quote.requested_at is not None
        facts.feed(quote, "quote_request").add(known, day(quote.requested_at))
    for commitment in dossier.rows.commitments:
        # What one person writes down here does not show that a CRM keeps such records for everybody.
        if commitment.made_by == "us" and not commitment.is_stated:
            facts.feed(commitment, "due_work").add(commitment.due_on is not None, _ordinal(commitment.due_on))


def _observe_opportunity(facts: Facts, file: OpportunityFile, dossier: Dossier, policy: Policy, day: DayOf) -> None:
    row, created = file.row, day(file.created_at)
    facts.feed(row, "opportunity").add(True, created)
    if row.kind in (None, "new_business", "expansion"):
        facts.feed(row, "starter").add(dossier.starters[row.id].who is not None, created)
    facts.feed(row, "close_date").add(row.expected_close_on is not None, created)
    facts.feed(row, "stage_dates").add(bool(file.stages), created)
    facts.stays += _stays(file, day)
    is_closed = file.is_closed_today(policy)
    closed = day(file.closed_at(policy)) if is_closed else None
    if is_closed and closed is None:
        return
    amount = at_home(row, dossier.account, policy)
    facts.deals.append(Deal(created, closed, file.is_won_today(policy), amount))


def _stays(file: OpportunityFile, day: DayOf) -> Iterable[tuple[str, float, int]]:
    since = file.row.created_at
    for position, change in enumerate(file.stages):
        stage = change.old or (file.stages[position - 1].new if position else None)
        if since and stage and change.changed_at > since:
            yield stage, (change.changed_at - since) / timedelta(days=1), day(change.changed_at) or 0
        since = change.changed_at


def _ordinal(on: date | None) -> int | None:
    return on.toordinal() if on else None


def facts_to_json(facts: Facts) -> dict[str, Any]:
    """Plain values, equal for equal facts."""
    return {
        "account": [facts.source_id, facts.tier, facts.potential, facts.renewal],
        "contact": [[source, sorted(days)] for source, days in sorted(facts.contact.items())],
        "feeds": [
            [*key, feed.rows, feed.filled, feed.first, feed.undated] for key, feed in sorted(facts.feeds.items())
        ],
        "stays": sorted([list(stay) for stay in facts.stays]),
        "deals": [list(astuple(deal)) for deal in facts.deals],
    }


def facts_from_json(account_id: int, body: dict[str, Any]) -> Facts:
    source_id, tier, potential, renewal = body["account"]
    return Facts(
        account_id=account_id,
        source_id=source_id,
        tier=tier,
        potential=potential,
        renewal=renewal,
        contact={source: set(days) for source, days in body["contact"]},
        feeds={(source, name): Feed(*numbers) for source, name, *numbers in body["feeds"]},
        stays=[(stage, length, ended) for stage, length, ended in body["stays"]],
        deals=[Deal(*deal) for deal in body["deals"]],
    )
