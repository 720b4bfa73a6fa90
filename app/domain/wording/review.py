"""The lines of the Monday page and the weekly review."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.domain.trend import Reason
from app.domain.wording.findings import POSTURES
from app.domain.wording.names import Named, count, day, happened, plural
from app.domain.wording.trend import REASONS

MOST_NEWS = 3
PLURALS = {"activity": "activities", "opportunity": "opportunities"}
FEW = 20
"""Under so many cases no percent is said."""


def opening_line(busiest: Sequence[Mapping[str, Any]], window_days: int) -> str:
    """The moment of the first minute: who is busy, and with whose ideas."""
    if not busiest:
        return "No account has had a day of two-way contact lately: nothing to say about busy ones yet."
    without = sum(1 for body in busiest if not body["deals_we_started"])
    accounts = "busiest account" if len(busiest) == 1 else "busiest accounts"
    if not without:
        return (
            f"Each of your {count(len(busiest))} {accounts} has an opportunity in {window_days} days that we started."
        )
    return f"{without} of your {len(busiest)} {accounts}: no opportunity in {window_days} days that we started."


def headline(managed_not_led: int, growth: int) -> str:
    if not growth:
        return "No account is meant to grow yet: give accounts a tier or an aim."
    verb = "is" if managed_not_led == 1 else "are"
    return f"{managed_not_led} of {plural(growth, 'growth account')} {verb} looked after but not led."


def work_sentence(creating_days: int, best_quarter_days: int) -> str:
    """Where the creating work goes against where the potential is."""
    if creating_days < FEW:
        return "Too little creating work is on record to say where it goes."
    share = best_quarter_days / creating_days
    return f"{share:.0%} of our creating work goes to the quarter of accounts with the most potential."


def cannot_see_sentence(accounts: int) -> str:
    if not accounts:
        return "There is no account that we cannot see."
    return f"{plural(accounts, 'account')} we cannot see: too little is on file to say."


def why_not_seen(body: Mapping[str, Any], settles: Sequence[str]) -> str:
    last = day(body["last_contact_on"])
    seen = f"Last contact logged on {last}." if last else "No contact was ever logged."
    return f"{seen} {settles[0]}" if settles and body["contact_days"] else seen


def unchanged_sentence(accounts: int) -> str:
    return f"{plural(accounts, 'account')} unchanged: not discussed."


def posture_change(before: str, now: str, reason: Reason | None) -> str:
    because = f" ({REASONS[reason]})" if reason else ""
    return f"now {POSTURES[now]}; last week {POSTURES[before]}{because}"


def line_change(news: Sequence[Mapping[str, Any]], named: Named, line: float, low: float) -> str:
    """Sponsor left: needs 70, shows 55."""
    kinds = ", ".join(dict.fromkeys(happened(each, named) for each in news[:MOST_NEWS]))
    return f"{kinds or 'more is changing'}: needs {count(line)}, shows {count(low)}"


def decisions_sentence(items: int) -> str:
    return f"{plural(items, 'flag')} answered last week." if items else "No flag was answered last week."


def mended(title: str) -> str:
    """A flag whose rule holds no more, and which clears at the next look."""
    return f"{title}: mended, to be confirmed on Monday."


def arrived_sentence(counts: Mapping[str, int]) -> str | None:
    """What came after the review was frozen; None where nothing did."""
    if not counts:
        return None
    some = [plural(number, kind, PLURALS.get(kind)) for kind, number in counts.items()]
    told = some[0] if len(some) == 1 else f"{', '.join(some[:-1])} and {some[-1]}"
    return f"Since it was frozen, {told} came in. The review stays as it was."


def would_read(now: str, before: str) -> str:
    return f"would now read {now}; the review says {before}."
