"""What the data can answer, question by question, before any account is judged."""

from collections.abc import Iterable, Sequence
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


def readiness(facts: Sequence[Facts], policy: Policy) -> list[Ready]:
    """In the order of the questions. A field filled less often than the policy asks is missing."""
    total = {feed: _merged(facts, feed) for parts in PARTS.values() for feed in parts}
    return [_ready(question, facts, total, policy) for question in (*terms.QUESTIONS, *terms.BASICS)]


def _ready(question: str, facts: Sequence[Facts], total: dict[str, Feed], policy: Policy) -> Ready:
    lacking = [feed for feed in PARTS[question] if not _is_filled(total[feed], policy)]
    needed = FED_BY[question]
    return Ready(
        question=question,
        axis="effectiveness" if question in terms.QUESTIONS else "efficiency",
        answerable=not set(lacking) & set(needed) and bool(facts),
        accounts=sum(1 for each in facts if all(_has(each, feed) for feed in needed)),
        missing=tuple(Missing(feed, total[feed].filled, total[feed].rows) for feed in lacking),
    )


def _merged(facts: Iterable[Facts], name: str) -> Feed:
    whole = Feed()
    for each in facts:
        for (_, feed), counts in each.feeds.items():
            if feed == name:
                whole.merge(counts)
    return whole


def _is_filled(feed: Feed, policy: Policy) -> bool:
    return feed.filled > 0 and feed.filled >= policy.readiness.filled * feed.rows


def _has(facts: Facts, name: str) -> bool:
    return any(feed == name and counts.filled for (_, feed), counts in facts.feeds.items())
