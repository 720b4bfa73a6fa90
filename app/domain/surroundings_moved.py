"""What one account's news does to the surroundings of all, told from the difference alone.

It gives what a survey of everybody would give, to the bit, or nothing where only such a survey can tell.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from app.domain.facts import Facts, Feed
from app.domain.policy import Policy
from app.domain.surroundings import MANY, Day, Surroundings, is_filled

Key = tuple[int, str]


@dataclass(slots=True)
class Total:
    """A feed over all accounts."""

    feed: Feed
    undated: int = 0
    """Accounts where a filled row bears no date."""

    def add(self, other: Feed) -> None:
        self.feed.merge(other)
        self.undated += other.undated

    def take(self, other: Feed) -> bool:
        """False where the first day was this account's, so that only the others can tell it now."""
        if other.first is not None and other.first == self.feed.first:
            return False
        self.feed.rows -= other.rows
        self.feed.filled -= other.filled
        self.undated -= other.undated
        self.feed.undated = self.undated > 0
        return True


Totals = dict[Key, Total]


def totals_of(facts: Iterable[Facts]) -> Totals:
    totals: Totals = {}
    for account in facts:
        for key, feed in account.feeds.items():
            totals.setdefault(key, Total(Feed())).add(feed)
    return totals


def totals_to_json(totals: Totals) -> list[list[Any]]:
    return [
        [*key, total.feed.rows, total.feed.filled, total.feed.first, total.undated]
        for key, total in sorted(totals.items())
    ]


def totals_from_json(body: list[list[Any]]) -> Totals:
    return {
        (source, name): Total(Feed(rows, filled, first, undated > 0), undated)
        for source, name, rows, filled, first, undated in body
    }


def moved(
    surroundings: Surroundings, totals: Totals, was: Facts | None, now: Facts | None, policy: Policy
) -> Surroundings | None:
    """The surroundings after the facts of one account changed from ``was`` to ``now`` (None: it adds nothing).

    ``totals`` are brought up to date. None: nobody but a survey of all accounts can tell, and ``totals`` are void.
    """
    some = now or was
    if some is None:
        return surroundings
    empty = Facts(some.account_id, some.source_id, None, None, None)
    before, after = was or empty, now or empty
    if _worth(before) != _worth(after) or not _count(totals, before, after):
        return None
    days = {}
    for on, day in surroundings.days.items():
        seen = _seen(day, on.toordinal(), before, after)
        if seen is None:
            return None
        feeds = _filled(day, totals, {*before.feeds, *after.feeds}, on.toordinal(), policy)
        days[on] = day if (seen, feeds) == (day.capture, day.feeds) else replace(day, capture=seen, feeds=feeds)
    return Surroundings(days)


def _worth(facts: Facts) -> tuple[Any, ...]:
    """What medians over all accounts are made of."""
    return facts.tier, facts.potential, facts.deals, sorted(facts.stays)


def _count(totals: Totals, before: Facts, after: Facts) -> bool:
    for key in {*before.feeds, *after.feeds}:
        was, now = before.feeds.get(key, Feed()), after.feeds.get(key, Feed())
        if was == now:
            continue
        total = totals.setdefault(key, Total(Feed()))
        if now.first is not None and was.first is not None and now.first <= was.first:
            # The first day can only become an earlier one, so the old one need not be taken back.
            was = replace(was, first=None)
        if not total.take(was):
            return False
        total.add(now)
    return True


def _filled(day: Day, totals: Totals, touched: set[Key], ordinal: int, policy: Policy) -> frozenset[Key]:
    filled = {key for key in touched if key in totals and is_filled(totals[key].feed, ordinal, policy)}
    return (day.feeds - touched) | filled


def _seen(day: Day, ordinal: int, before: Facts, after: Facts) -> dict[int, tuple[int | None, ...]] | None:
    capture = dict(day.capture)
    weeks = None
    for source in {*before.contact, *after.contact}:
        was, now = before.contact.get(source, set()), after.contact.get(source, set())
        if was == now:
            continue
        if source not in capture or not now:
            # Whether the source is among those with contact at all, the others have to say.
            return None
        weeks = list(capture[source])
        for place in {-(-(ordinal - each) // 7) for each in was ^ now}:
            if not 1 <= place <= len(weeks):
                continue
            here = any(each in now for each in range(ordinal - 7 * place, ordinal - 7 * place + 7))
            who = weeks[place - 1]
            if here:
                weeks[place - 1] = after.account_id if who in (None, after.account_id) else MANY
            elif who == MANY:
                return None
            elif who == after.account_id:
                weeks[place - 1] = None
        capture[source] = tuple(weeks)
    return capture


def flipped(before: Surroundings, after: Surroundings) -> set[int] | None:
    """The accounts that a new week of contact tells otherwise on; None when it may be more than those named there."""
    named: set[int] = set()
    for on, day in after.days.items():
        was = before.days[on]
        if day.feeds != was.feeds:
            return None
        for source, weeks in day.capture.items():
            if weeks == was.capture.get(source):
                continue
            if day.capture_works(source, -1) != was.capture_works(source, -1):
                return None
            around = {who for who in (*weeks, *was.capture[source]) if who not in (None, MANY)}
            named |= {who for who in around if who and day.capture_works(source, who) != was.capture_works(source, who)}
    return named
