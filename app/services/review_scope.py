"""Whose accounts a review is about: everybody's, a team's or an owner's."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Scope:
    """At most one of the two is given. ``owner`` is a ``leadline_id``."""

    owner: int | None = None
    team: str | None = None

    @property
    def key(self) -> str:
        """What the kept review is filed under; empty for everybody."""
        if self.owner is not None:
            return f"owner:{self.owner}"
        return f"team:{self.team}" if self.team is not None else ""

    def fits(self, about: Mapping[str, Any]) -> bool:
        owner = about["owner"] or {}
        return self.owner in (None, owner.get("leadline_id")) and self.team in (None, owner.get("team"))

    def name(self, about: Iterable[Mapping[str, Any]]) -> str | None:
        """What it is called; None for everybody."""
        if self.owner is None:
            return self.team
        return next((each["owner"]["name"] for each in about if each["owner"]), None) or f"owner {self.owner}"


WHOLE = Scope()


def scopes_of(about: Iterable[Mapping[str, Any]]) -> list[Scope]:
    """Everybody, then each team and each owner that has an account."""
    owners = [each["owner"] for each in about if each["owner"]]
    teams = sorted({owner["team"] for owner in owners if owner["team"]})
    numbers = sorted({owner["leadline_id"] for owner in owners})
    return [WHOLE, *(Scope(team=team) for team in teams), *(Scope(owner=number) for number in numbers)]
