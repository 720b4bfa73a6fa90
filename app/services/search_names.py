"""Accounts and people by name, id or e-mail address, as far as whoever asks may see them."""

from collections.abc import Mapping
from dataclasses import dataclass
from heapq import nsmallest
from typing import Any

from app.domain.folding import folded_words
from app.models.assessment import bodies_of
from app.models.belonging import accounts_of
from app.models.merging import MERGEABLE, Merges, merges_of
from app.models.name_search import Kind
from app.models.naming import named_records
from app.services.assessments import about_accounts, in_brief
from app.services.name_index import name_index
from app.services.show_records import Caller

MOST_SHOWN = 20
"""Of accounts, and of people each."""
MOST_WORDS = 8


@dataclass(frozen=True, slots=True)
class Found:
    """``accounts`` with where they stand, ``contacts`` with their account; ``users`` are on our side.

    ``more`` counts what is left out of each.
    """

    accounts: list[dict[str, Any]]
    contacts: list[dict[str, Any]]
    users: list[dict[str, Any]]
    more: dict[Kind, int]

    @property
    def is_empty(self) -> bool:
        return not (self.accounts or self.contacts or self.users)


def search_names(caller: Caller, asked: str, people: frozenset[int] | None, state: str) -> Found:
    """What has, for each word asked for, a word that begins so; what begins with the first word comes first.

    ``people`` are the users that may be told of; None: all. ``state`` is as for ``name_index``.
    """
    words = folded_words(asked)[:MOST_WORDS]
    first = f" {words[0]}" if words else ""
    merges = {kind: merges_of(caller.connection, caller.workspace_id, kind) for kind in MERGEABLE}
    lines: dict[Kind, dict[int, tuple[bool, str]]] = {"account": {}, "contact": {}, "user": {}}
    for line, kind, number, account in name_index(caller, state).matching(words) if words else ():
        if (people is None or number in people) if kind == "user" else _sees(caller, merges, account):
            stands = merges[kind].of(number) if kind in merges else number
            rank = (not line.startswith(first), line)
            lines[kind][stands] = min(rank, lines[kind].get(stands, rank))
    top = {kind: nsmallest(MOST_SHOWN, some, key=some.__getitem__) for kind, some in lines.items()}
    return Found(
        accounts=_accounts(caller, top["account"]),
        contacts=_contacts(caller, top["contact"], merges),
        users=list(_people(caller, "user", top["user"]).values()),
        more={kind: len(lines[kind]) - len(top[kind]) for kind in lines},
    )


def _sees(caller: Caller, merges: Mapping[str, Merges], account: int | None) -> bool:
    return caller.seen is None or (account is not None and caller.sees(merges["account"].of(account)))


def _accounts(caller: Caller, numbers: list[int]) -> list[dict[str, Any]]:
    about = about_accounts(caller, numbers)
    bodies = dict(bodies_of(caller.connection, caller.workspace_id, numbers))
    return [
        in_brief(about[number], bodies[number]) if number in bodies else about[number]
        for number in numbers
        if number in about
    ]


def _contacts(caller: Caller, numbers: list[int], merges: Mapping[str, Merges]) -> list[dict[str, Any]]:
    """One that was merged is told of by the record that stands for it, if that may be seen too."""
    of = accounts_of(caller.connection, caller.workspace_id, "contact", numbers)
    about = about_accounts(caller, [merges["account"].of(account) for account in of.values()])
    return [
        {**person, "account": about.get(merges["account"].of(of[number])) if number in of else None}
        for number, person in _people(caller, "contact", numbers).items()
        if _sees(caller, merges, of.get(number))
    ]


def _people(caller: Caller, kind: Kind, numbers: list[int]) -> dict[int, dict[str, Any]]:
    found = named_records(caller.connection, caller.workspace_id, {kind: numbers})
    return {
        number: {
            "leadline_id": number,
            "name": fields["name"] or caller.shown(fields["source_id"], fields["external_id"]),
            "says": fields["title"] if kind == "contact" else fields["team"],
        }
        for number in numbers
        if (fields := found.get((kind, number)))
    }
