"""Breadth: how many people do we know here, and how high do they stand?"""

from datetime import datetime

from app.domain.lines.entry import Entry
from app.domain.standing import Standing
from app.domain.value import value

RANKS = ("senior", "heads", "managers", "others", "not_known")


@value
class Person(Entry):
    """``inferred``: the rank is worked out from the title."""

    seniority: int | None = None
    """0 to 5; None where neither a number nor a title is recorded."""


@value
class Breadth:
    """People in two-way contact in the window, by rank, against the window before."""

    senior: int
    heads: int
    managers: int
    others: int
    not_known: int
    before: int
    entries: tuple[Person, ...]
    """The people, the most senior first; ``on`` is the day of the latest contact."""


def breadth(standing: Standing) -> Breadth:
    ranks = {person: _rank(standing, person) for person in standing.people}
    days = standing.policy.windows.contact
    before = {
        person
        for touch in (*standing.dossier.touches, *standing.dossier.family_touches)
        if standing.since(2 * days) <= touch.at < standing.since(days) and touch.settled_at <= standing.as_of
        for person in touch.people
    }
    entries = [
        _person(standing, person, ranks[person], at)
        for person, at in sorted(
            standing.people.items(),
            key=lambda pair: (RANKS.index(ranks[pair[0]]), -pair[1].timestamp(), standing.key_of(pair[0])),
        )
    ]
    senior, heads, managers, others, not_known = (list(ranks.values()).count(rank) for rank in RANKS)
    return Breadth(senior, heads, managers, others, not_known, len(before), tuple(entries))


def _person(standing: Standing, number: int, rank: str, at: datetime) -> Person:
    contact, seniority = standing.contact(number), standing.dossier.seniority.get(number)
    inferred = seniority is not None and contact is not None and contact.seniority is None
    return Person("contact", number, rank, standing.day_of(at), inferred=inferred, seniority=seniority)


def _rank(standing: Standing, person: int) -> str:
    if standing.is_senior(person):
        return "senior"
    rank = standing.dossier.seniority.get(person)
    return "not_known" if rank is None else {3: "heads", 2: "managers"}.get(rank, "others")
