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
from app.domain.history import OpportunityFile
from app.domain.judgement import Assessment, judge_dossier
from app.domain.policy import Policy
from app.domain.reconstruct import Instant, reconstruct
from app.domain.standing import Standing
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
    """In time or not: whether the account won a deal in the horizon."""
    next_steps: dict[bool, list[Case]] = field(default_factory=lambda: {True: [], False: []})
    """Dated and moving, or not: whether that deal was won in the horizon."""


def records_end(dossiers: Iterable[Dossier]) -> datetime | None:
    """The latest instant at which anything is known to have happened."""
    return max((at for dossier in dossiers for at in _instants(dossier) if at), default=None)


def _instants(dossier: Dossier) -> Iterator[datetime | None]:
    yield from (happened_at(row) or row.created_at for row in dossier.rows.activities)
    yield from (at for row in dossier.rows.opportunities for at in (row.created_at, row.closed_at))
    yield from (at for row in dossier.rows.quotes for at in (row.requested_at, row.sent_at, row.answered_at))
    yield from (change.changed_at for change in dossier.field_changes)


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
    previous: date | None = None
    for as_of in period.months(policy):
        horizon = Horizon(as_of, as_of + timedelta(days=period.horizon_days))
        look = _Look(dossiers, facts, policy, horizon, connected_at)
        month = Month(as_of, is_over=horizon.end <= known_until)
        found.months.append(month)
        big = big_from(dossiers, policy, horizon.end) if month.is_over else None
        for today, then in look.pairs:
            assessment = judge_dossier(then, look.before, policy, as_of)
            if assessment.axes is None:
                month.not_judged += 1
                continue
            month.postures[assessment.posture] += 1
            if month.is_over:
                seen = look.seen(today, then, assessment, big)
                found.seen.append(seen)
                _add_single(found, assessment, today, seen.after, policy, horizon, previous)
        previous = look.day
    return found


class _Look:
    """One month start: what was known of every account, and the surroundings before and after."""

    def __init__(
        self,
        dossiers: Sequence[Dossier],
        facts: Sequence[Facts],
        policy: Policy,
        horizon: Horizon,
        connected_at: Mapping[int, datetime],
    ) -> None:
        zone = zone_or(None, policy.calendar.zone)
        self.policy, self.horizon = policy, horizon
        self.day = horizon.start.astimezone(zone).date()
        instant = Instant(horizon.start, self.day, connected_at)
        self.pairs = [
            (today, prepare(rows, policy)) for today in dossiers if (rows := reconstruct(today, policy, instant))
        ]
        self.before = survey((observe(then, policy) for _, then in self.pairs), policy, horizon.start)
        self.day_after = survey(facts, policy, horizon.end).on(horizon.end.astimezone(zone).date())

    def seen(self, today: Dossier, then: Dossier, assessment: Assessment, big: float | None) -> Seen:
        standing = Standing(then, self.before, self.policy, self.horizon.start)
        after = what_happened(today, self.policy, self.horizon, self.day_after, standing)
        losses = big_losses(today, self.policy, self.horizon, big)
        if after["account_lost"]:
            losses.insert(0, Loss(left_at(today, self.horizon), None, None))
        return Seen(
            account_id=assessment.account_id,
            as_of=assessment.as_of,
            state=assessment.state,
            posture=assessment.posture,
            verdicts={answer.question: answer.verdict for axis in assessment.axes or () for answer in axis.answers},
            after=after,
            losses=tuple(losses) if assessment.posture == "led" else (),
        )


def _add_single(
    found: LookedBack,
    assessment: Assessment,
    today: Dossier,
    after: Mapping[str, bool | None],
    policy: Policy,
    horizon: Horizon,
    previous: date | None,
) -> None:
    """Each message once, in the first month that sees it; each open deal at every month start."""
    axes = assessment.axes
    won = after["won"]
    if axes is None or won is None:
        return
    for reply in axes[1].answer("replies_in_time").evidence:
        if previous is None or (reply.on and reply.on >= previous):
            found.replies[reply.counts].append((assessment.account_id, won))
    files: dict[int, OpportunityFile] = {file.row.id: file for file in today.opportunities}
    for deal in axes[1].answer("next_step").evidence:
        file = files[deal.id]
        is_won = file.is_won_today(policy) and horizon.holds(file.closed_at(policy))
        found.next_steps[deal.counts].append((assessment.account_id, is_won))
