"""What the data can answer, question by question, before any account is judged."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.domain import terms
from app.domain.facts import Facts, Feed
from app.domain.policy import Policy
from app.domain.surroundings import FED_BY

PARTS: dict[str, tuple[str, ...]] = {
    "business_created": ("opportunity", "starter", "stage_dates"),
    "right_people": ("named_contact", "title"),
    "support_lined_up": ("opportunity", "named_contact", "title"),
    "ready_for_change": (),
    "quotes_in_time": ("quote_request",),
    "replies_in_time": ("message",),
    "promised_work": ("due_work",),
    "next_step": ("opportunity", "next_step_date", "close_date", "stage_dates"),
}
"""Every feed a question asks something of; those it cannot do without are in ``FED_BY``."""


IN_ONE_FIELD = frozenset({"starter", "title", "quote_request", "next_step_date", "close_date"})
"""Feeds that are one field of one kind of record; what is missing of them is counted as it was delivered."""


@dataclass(frozen=True, slots=True)
class Missing:
    feed: str
    filled: int
    rows: int


@dataclass(frozen=True, slots=True)
class Ready:
    question: str
    axis: terms.Axis
    answerable: bool
    accounts: int
    """Accounts with at least one record that feeds it."""
    missing: tuple[Missing, ...]
    switched_off: bool = False
    """The policy does not ask it here."""


def readiness(facts: Iterable[Facts], counted: Mapping[str, tuple[int, int]], policy: Policy) -> list[Ready]:
    """In the order of the questions. A field filled less often than the policy asks is missing.

    ``counted``: filled and all, as delivered, of the feeds in ``IN_ONE_FIELD``.
    """
    total: dict[str, Feed] = defaultdict(Feed)
    filled: Counter[frozenset[str]] = Counter()
    for each in facts:
        filled[frozenset(feed for (_, feed), counts in each.feeds.items() if counts.filled)] += 1
        for (_, feed), counts in each.feeds.items():
            total[feed].merge(counts)
    return [_ready(question, filled, total, counted, policy) for question in (*terms.QUESTIONS, *terms.BASICS)]


def _ready(
    question: str,
    filled: Counter[frozenset[str]],
    total: Mapping[str, Feed],
    counted: Mapping[str, tuple[int, int]],
    policy: Policy,
) -> Ready:
    needed, off = FED_BY[question], question in policy.switched_off
    lacking = [feed for feed in PARTS[question] if not _is_filled(total[feed], policy)]
    stops = [feed for feed in lacking if feed in needed]
    return Ready(
        question=question,
        axis="effectiveness" if question in terms.QUESTIONS else "efficiency",
        answerable=not stops and not off and bool(filled),
        accounts=sum(accounts for feeds, accounts in filled.items() if feeds.issuperset(needed)),
        missing=tuple(
            Missing(feed, *counted.get(feed, (total[feed].filled, total[feed].rows)))
            for feed in (stops or lacking)
            if not off
        ),
        switched_off=off,
    )


def _is_filled(feed: Feed, policy: Policy) -> bool:
    return feed.filled > 0 and feed.filled >= policy.readiness.filled * feed.rows
