"""The backtest: judge every account as it could be known at past month starts, then look at what came after."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from app.domain import terms
from app.domain.backtest.intervals import Case
from app.domain.backtest.outcomes import Horizon, Loss, big_from, big_losses, left_at, what_happened
from app.domain.business_hours import zone_or
from app.domain.contact_days import happened_at
from app.domain.dossier import Dossier, prepare
from app.domain.facts import Facts, observe
from app.domain.judgement import Look
from app.domain.policy import Policy
from app.domain.reconstruct import Instant, reconstruct
from app.domain.rows import AccountRows
from app.domain.state import NOT_JUDGED
from app.domain.surroundings import survey


@dataclass(frozen=True, slots=True)
class Period:
    """Month starts from ``first`` to ``last``, and how many days after each are looked at."""

    first: date
    last: date
    horizon_days: int

    def months(self, policy: Policy) -> list[datetime]:
        """Midnight of each first of a month, in the workspace's zone."""
        zone = zone_or(None, policy.calendar.zone)
        year, month = self.first.year, self.first.month + (self.first.day > 1)
        starts = []
        while (on := date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)) <= self.last:
            starts.append(datetime.combine(on, time(), zone).astimezone(UTC))
            month += 1
        return starts


@dataclass(frozen=True, slots=True)
class Seen:
    """One account at one month start, and what came after; ``after`` is empty while the horizon is not over."""

    account_id: int
    as_of: datetime
    state: terms.State
    posture: terms.Posture
    verdicts: Mapping[str, terms.Verdict]
    after: Mapping[str, bool | None]
    losses: tuple[Loss, ...] = ()


@dataclass(slots=True)
class Month:
    as_of: datetime
    is_over: bool
    """Whether the records reach to the end of the horizon."""
    postures: Counter[str] = field(default_factory=Counter)
    not_judged: int = 0
    """Former customers, partners and dormant prospects."""


@dataclass(slots=True)
class LookedBack:
    months: list[Month] = field(default_factory=list)
    seen: list[Seen] = field(default_factory=list)
    """Of judged accounts, in months whose horizon is over."""
    replies: dict[bool, list[Case]] = field(default_factory=lambda: {True: [], False: []})
    """In time or not, of the month before: whether the account won a deal in the horizon."""
    next_steps: dict[bool, list[Case]] = field(default_factory=lambda: {True: [], False: []})
    """Dated and moving, or not: whether that deal was won in the horizon."""


def records_end(everybody: Iterable[AccountRows]) -> datetime | None:
    """The latest instant at which anything is known to have happened."""
    return max((at for rows in everybody for at in _instants(rows) if at), default=None)


def _instants(rows: AccountRows) -> Iterator[datetime | None]:
    yield from (happened_at(row) or row.created_at for row in rows.activities)
    yield from (at for row in rows.opportunities for at in (row.created_at, row.closed_at))
    yield from (at for row in rows.quotes for at in (row.requested_at, row.sent_at, row.answered_at))
    yield from (change.changed_at for change in rows.field_changes)


def look_back(
    dossiers: Sequence[Dossier],
    policy: Policy,
    period: Period,
    connected_at: Mapping[int, datetime],
    known_until: datetime,
) -> LookedBack:
    """``dossiers`` hold all that is known today, which is nothing later than ``known_until``."""
    found = LookedBack()
    facts = [observe(dossier, policy) for dossier in dossiers]
    for as_of in period.months(policy):
        horizon = Horizon(as_of, as_of + timedelta(days=period.horizon_days))
        month = Month(as_of, is_over=horizon.end <= known_until)
        found.months.append(month)
        after = _After(dossiers, facts, policy, horizon) if month.is_over else None
        for today, look in _looks(dossiers, policy, as_of, connected_at):
            if look.state in NOT_JUDGED:
                month.not_judged += 1
                continue
            month.postures[look.case.posture] += 1
            if after:
                seen = after.seen(today, look)
                found.seen.append(seen)
                after.add_single(found, today, look, seen.after["won"])
    return found


def _looks(
    dossiers: Sequence[Dossier], policy: Policy, as_of: datetime, connected_at: Mapping[int, datetime]
) -> Iterator[tuple[Dossier, Look]]:
    """Each account that was there, as it is known today and as it could be known then."""
    instant = Instant(as_of, as_of.astimezone(zone_or(None, policy.calendar.zone)).date(), connected_at)
    pairs = [(today, prepare(rows, policy)) for today in dossiers if (rows := reconstruct(today, policy, instant))]
    surroundings = survey((observe(then, policy) for _, then in pairs), policy, as_of)
    return ((today, Look(then, surroundings, policy, as_of)) for today, then in pairs)


class _After:
    """What came after one month start, by all that is known today."""

    def __init__(self, dossiers: Sequence[Dossier], facts: Sequence[Facts], policy: Policy, horizon: Horizon) -> None:
        self.policy, self.horizon = policy, horizon
        end_on = horizon.end.astimezone(zone_or(None, policy.calendar.zone)).date()
        self.day = survey(facts, policy, horizon.end).on(end_on)
        self.big = big_from(dossiers, policy, horizon.end)

    def seen(self, today: Dossier, look: Look) -> Seen:
        case = look.case
        after = what_happened(today, self.policy, self.horizon, self.day, look.standing)
        losses = big_losses(today, self.policy, self.horizon, self.big)
        if after["account_lost"]:
            losses.insert(0, Loss(left_at(today, self.horizon), None, None))
        return Seen(
            account_id=today.account.id,
            as_of=self.horizon.start,
            state=look.state,
            posture=case.posture,
            verdicts={
                answer.question: answer.verdict
                for axis in (case.effectiveness, case.efficiency)
                for answer in axis.answers
            },
            after=after,
            losses=tuple(losses) if case.posture == "led" else (),
        )

    def add_single(self, found: LookedBack, today: Dossier, look: Look, won: bool | None) -> None:
        """The messages of the month before, and each open deal; nothing where winning cannot be told."""
        if won is None:
            return
        basics, account_id = look.case.efficiency, today.account.id
        since = (look.standing.today - timedelta(days=1)).replace(day=1)
        for reply in basics.answer("replies_in_time").evidence:
            if reply.on and since <= reply.on < look.standing.today:
                found.replies[reply.counts].append((account_id, won))
        files = {file.row.id: file for file in today.opportunities}
        for deal in basics.answer("next_step").evidence:
            file = files[deal.id]
            is_won = file.is_won_today(self.policy) and self.horizon.holds(file.closed_at(self.policy))
            found.next_steps[deal.counts].append((account_id, is_won))
