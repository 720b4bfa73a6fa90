"""Whom of our people a form offers: everybody in a list or, where that would be too long, whoever is written down."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.domain.folding import folded_words
from app.models.naming import active_users, named_records, users_of_teams
from app.services.show_records import Caller

MOST_LISTED = 200
MOST_NAMED = 4


@dataclass(frozen=True, slots=True)
class People:
    """Number to name, no two alike."""

    everybody: Mapping[int, str]
    near: Mapping[int, str]
    """Everybody where that is no long list, else the teams of the accounts in question."""

    @property
    def are_few(self) -> bool:
        return len(self.near) == len(self.everybody)

    @property
    def proposed(self) -> Iterable[str]:
        """The names proposed to whoever writes one down."""
        return () if self.are_few else self.near.values()

    def number_of(self, said: str) -> int | None:
        """Of the one person so called: by the whole name, else by the beginnings of words of it."""
        found = self._called(said)
        return found[0] if len(found) == 1 else None

    def unclear(self, said: str) -> str:
        """Why nobody was found."""
        found = self._called(said)
        if not found:
            return f"Nobody on our side is called “{said}”: write the name as it is in the CRM."
        some = "; ".join(self.everybody[number] for number in found[:MOST_NAMED])
        return f"{len(found)} people are called “{said}”: write more of the name, such as {some}."

    def _called(self, said: str) -> list[int]:
        asked = folded_words(said)
        words = {number: folded_words(name) for number, name in self.everybody.items()}
        whole = [number for number, some in words.items() if some == asked]
        return whole or [number for number, some in words.items() if asked and _begin(asked, some)]


def _begin(asked: Iterable[str], words: Iterable[str]) -> bool:
    return all(any(word.startswith(each) for word in words) for each in asked)


def people_to_choose(caller: Caller, accounts: Iterable[int]) -> People:
    connection, workspace_id = caller.connection, caller.workspace_id
    everybody = active_users(connection, workspace_id)
    if len(everybody) <= MOST_LISTED:
        return People(everybody, everybody)
    owners = {fields["owner_id"] for fields in named_records(connection, workspace_id, {"account": accounts}).values()}
    users = named_records(connection, workspace_id, {"user": owners - {None}})
    teams = {fields["team"] for fields in users.values()} - {None}
    near = users_of_teams(connection, workspace_id, teams) | {number for _, number in users}
    listed = [number for number in everybody if number in near][:MOST_LISTED]
    return People(everybody, {number: everybody[number] for number in listed})
