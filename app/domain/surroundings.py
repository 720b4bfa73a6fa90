"""What an account cannot know from itself: the same day's view of the whole workspace."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any

from app.domain.business_hours import zone_or
from app.domain.facts import Deal, Facts, Feed
from app.domain.policy import Policy

MANY = 0
"""Stands for more than one account in a week of capture."""

FED_BY: dict[str, tuple[str, ...]] = {
    "business_created": ("opportunity", "starter"),
    "right_people": ("named_contact",),
    "support_lined_up": ("opportunity", "named_contact"),
    "ready_for_change": (),
    "quotes_in_time": ("quote_request",),
    "replies_in_time": ("message",),
    "promised_work": ("due_work",),
    "next_step": ("opportunity",),
}
"""The feeds without which a question cannot be asked of anybody."""

DELIVERED_BY: dict[str, str | None] = {
    "business_created": "opportunity",
    "right_people": "named_contact",
    "support_lined_up": "opportunity",
    "ready_for_change": None,
    "quotes_in_time": "quote_request",
    "replies_in_time": "message",
    "promised_work": "due_work",
    "next_step": "opportunity",
}
"""The kind of record whose absence on one account says something, where its source has it elsewhere."""


@dataclass(frozen=True, slots=True)
class Day:
    """The surroundings at the start of one day."""

    feeds: frozenset[tuple[int, str]]
    """(source id, feed) of every feed the source fills by then."""
    capture: dict[int, tuple[int | None, ...]]
    """Source id to its weeks: None nothing, an account id only there, MANY more than one."""
    medians: dict[str, float]
    """Stage to the usual days in it, where enough stays are finished."""
    anybody_has_tiers: bool
    grow_from: float | None
    """Where nobody has tiers: the open and won money from which an account is to grow."""
    tier_values: dict[str, float]
    capture_share: float
    on: frozenset[str] = field(init=False, compare=False)
    """The questions that any source feeds at all."""

    def __post_init__(self) -> None:
        filled = frozenset(feed for _, feed in self.feeds)
        object.__setattr__(self, "on", frozenset(each for each, feeds in FED_BY.items() if filled.issuperset(feeds)))

    def fills(self, source_id: int, feed: str) -> bool:
        return (source_id, feed) in self.feeds

    def delivers(self, source_id: int, question: str) -> bool:
        feed = DELIVERED_BY[question]
        return feed is None or self.fills(source_id, feed)

    def is_on(self, question: str) -> bool:
        """Whether any source feeds the question at all."""
        return question in self.on

    def capture_works(self, source_id: int, account_id: int) -> bool:
        """Whether the source logged two-way contact on other accounts in enough of the weeks before."""
        weeks = self.capture.get(source_id, ())
        used = sum(1 for who in weeks if who is not None and who != account_id)
        return bool(weeks) and used >= self.capture_share * len(weeks)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The days a judgement looks at: the day asked for and the Mondays before it."""

    days: dict[date, Day]

    def on(self, day: date) -> Day:
        return self.days[day]


def days_looked_at(as_of: datetime, policy: Policy) -> list[date]:
    """The day of ``as_of`` in the policy's zone, then the Mondays of the looks, latest first."""
    today = as_of.astimezone(zone_or(None, policy.calendar.zone)).date()
    monday = today - timedelta(days=today.weekday())
    return [today, *(monday - timedelta(weeks=week) for week in range(policy.flags.looks))]


def survey(facts: Iterable[Facts], policy: Policy, as_of: datetime) -> Surroundings:
    """Merge what every account adds into the surroundings of the days a judgement looks at."""
    whole = _Whole(facts, policy)
    return Surroundings({day: whole.on(day) for day in dict.fromkeys(days_looked_at(as_of, policy))})


def survey_days(facts: Iterable[Facts], policy: Policy, days: Iterable[date]) -> Surroundings:
    """The surroundings of any days, from one reading of what every account adds, as far as postures need them.

    They lack the values of tiers, which tell what is at stake alone and take longest.
    """
    whole = _Whole(facts, policy)
    return Surroundings({day: whole.on(day, is_valued=False) for day in dict.fromkeys(days)})


class _Whole:
    def __init__(self, facts: Iterable[Facts], policy: Policy) -> None:
        self.policy = policy
        self.accounts: list[Facts] = []
        self.feeds: dict[tuple[int, str], Feed] = {}
        self.contact: dict[int, dict[int, int]] = defaultdict(dict)
        self.stays: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for account in facts:
            self._add(account)

    def _add(self, account: Facts) -> None:
        # Only what ``on`` asks of it: accounts are read one by one, and all of a large workspace is much.
        self.accounts.append(replace(account, contact={}, feeds={}, stays=[]))
        for key, feed in account.feeds.items():
            self.feeds.setdefault(key, Feed()).merge(feed)
        for source_id, days in account.contact.items():
            seen = self.contact[source_id]
            for day in days:
                seen[day] = account.account_id if seen.get(day, account.account_id) == account.account_id else MANY
        for stage, length, ended in account.stays:
            self.stays[stage].append((ended, length))

    def on(self, day: date, *, is_valued: bool = True) -> Day:
        ordinal = day.toordinal()
        has_tiers = any(account.tier for account in self.accounts)
        return Day(
            feeds=frozenset(key for key, feed in self.feeds.items() if is_filled(feed, ordinal, self.policy)),
            capture={source_id: self._weeks(seen, ordinal) for source_id, seen in sorted(self.contact.items())},
            medians=self._medians(ordinal),
            anybody_has_tiers=has_tiers,
            grow_from=None if has_tiers else self._grow_from(ordinal),
            tier_values=self._tier_values(ordinal) if has_tiers and is_valued else {},
            capture_share=self.policy.capture.share,
        )

    def _weeks(self, seen: dict[int, int], ordinal: int) -> tuple[int | None, ...]:
        return tuple(
            _one_or_many({seen[day] for day in range(ordinal - 7 * week, ordinal - 7 * week + 7) if day in seen})
            for week in range(1, self.policy.capture.weeks + 1)
        )

    def _medians(self, ordinal: int) -> dict[str, float]:
        enough = self.policy.next_step.median_spans
        by_stage = {
            stage: [length for ended, length in stays if ended <= ordinal] for stage, stays in self.stays.items()
        }
        return {stage: median(lengths) for stage, lengths in sorted(by_stage.items()) if len(lengths) >= enough}

    def _grow_from(self, ordinal: int) -> float | None:
        """The money of the last account in the upper half of those that have any."""
        year = self.policy.windows.won
        sums = sorted((sum(_open_and_won(account.deals, ordinal, year)) for account in self.accounts), reverse=True)
        positive = [money for money in sums if money > 0]
        return positive[(len(positive) - 1) // 2] if positive else None

    def _tier_values(self, ordinal: int) -> dict[str, float]:
        values: dict[str, list[float]] = defaultdict(list)
        for account in self.accounts:
            value = self._value(account, ordinal)
            if account.tier and value is not None:
                values[account.tier].append(value)
        return {tier: median(known) for tier, known in sorted(values.items())}

    def _value(self, account: Facts, ordinal: int) -> float | None:
        in_pipeline, won = _open_and_won(account.deals, ordinal, self.policy.windows.won)
        candidates = [in_pipeline] if in_pipeline > 0 else []
        if account.potential is not None:
            candidates.append(account.potential - won)
        return max(0.0, *candidates) if candidates else None


def is_filled(feed: Feed, ordinal: int, policy: Policy) -> bool:
    """Whether a feed over all accounts counts as delivered by a day."""
    begun = feed.undated or (feed.first is not None and feed.first <= ordinal)
    return begun and feed.filled >= policy.readiness.filled * feed.rows


def _one_or_many(accounts: set[int]) -> int | None:
    return None if not accounts else accounts.pop() if len(accounts) == 1 else MANY


def _open_and_won(deals: Sequence[Deal], ordinal: int, year_days: int) -> tuple[float, float]:
    in_pipeline = won = 0.0
    for deal in deals:
        if deal.created is not None and deal.created > ordinal:
            continue
        if deal.closed is None or deal.closed > ordinal:
            in_pipeline += deal.amount or 0
        elif deal.is_won and deal.closed >= ordinal - year_days:
            won += deal.amount or 0
    return in_pipeline, won


def surroundings_to_json(surroundings: Surroundings) -> dict[str, Any]:
    """Plain values, equal for equal surroundings."""
    return {
        day.isoformat(): {
            "feeds": sorted([list(feed) for feed in view.feeds]),
            "capture": [[source, list(weeks)] for source, weeks in sorted(view.capture.items())],
            "medians": view.medians,
            "anybody_has_tiers": view.anybody_has_tiers,
            "grow_from": view.grow_from,
            "tier_values": view.tier_values,
            "capture_share": view.capture_share,
        }
        for day, view in surroundings.days.items()
    }


def surroundings_from_json(body: dict[str, Any]) -> Surroundings:
    return Surroundings(
        {
            date.fromisoformat(day): Day(
                **{
                    **view,
                    "feeds": frozenset((source, feed) for source, feed in view["feeds"]),
                    "capture": {source: tuple(weeks) for source, weeks in view["capture"]},
                }
            )
            for day, view in body.items()
        }
    )


def concerned(before: Surroundings, after: Surroundings, accounts: Iterable[Facts]) -> list[int]:
    """The accounts that may be judged differently after the surroundings changed."""
    if before.days.keys() != after.days.keys():
        return [account.account_id for account in accounts]
    shared = ("feeds", "medians", "anybody_has_tiers", "grow_from", "capture_share")
    pairs = [(before.days[day], after.days[day]) for day in after.days]
    if any(getattr(was, name) != getattr(now, name) for was, now in pairs for name in shared):
        return [account.account_id for account in accounts]
    return [
        account.account_id
        for account in accounts
        if any(
            was.capture_works(account.source_id, account.account_id)
            != now.capture_works(account.source_id, account.account_id)
            or was.tier_values.get(account.tier or "") != now.tier_values.get(account.tier or "")
            for was, now in pairs
        )
    ]
