"""Who may see which accounts: one's own, those shared with one, and whatever one's reports see."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Held:
    """Who holds an account: its owner, and the users it is shared with."""

    account: int
    owner: int | None
    shared_with: tuple[int, ...] = ()


def reports_of(user: int, managers: Mapping[int, int]) -> frozenset[int]:
    """The user and everybody below, however far down. ``managers`` is user to manager; circles are walked once."""
    below: dict[int, list[int]] = defaultdict(list)
    for report, manager in managers.items():
        below[manager].append(report)
    found, waiting = {user}, [user]
    while waiting:
        new = [report for report in below[waiting.pop()] if report not in found]
        found.update(new)
        waiting += new
    return frozenset(found)


def seen_by(people: frozenset[int], accounts: Iterable[Held]) -> frozenset[int]:
    """The accounts that one of the people owns or that are shared with one of them."""
    return frozenset(
        each.account for each in accounts if each.owner in people or not people.isdisjoint(each.shared_with)
    )
