"""Whose accounts a review is about: everybody's, a team's, an owner's, or those a person sees."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.errors import FieldError, does_not_fit
from app.services.by_owner import check_owner
from app.services.show_records import Caller, number_of


@dataclass(frozen=True, slots=True)
class Scope:
    """At most one of owner, team and viewer is given. ``owner`` and ``viewer`` are a ``leadline_id``."""

    owner: int | None = None
    team: str | None = None
    viewer: int | None = None
    accounts: frozenset[int] = frozenset()
    """What the viewer sees."""

    @property
    def key(self) -> str:
        """What the kept review is filed under; empty for everybody."""
        if self.viewer is not None:
            return f"viewer:{self.viewer}"
        if self.owner is not None:
            return f"owner:{self.owner}"
        return f"team:{self.team}" if self.team is not None else ""

    def fits(self, about: Mapping[str, Any]) -> bool:
        if self.viewer is not None:
            return about["leadline_id"] in self.accounts
        owner = about["owner"] or {}
        return self.owner in (None, owner.get("leadline_id")) and self.team in (None, owner.get("team"))

    def name(self, about: Iterable[Mapping[str, Any]]) -> str | None:
        """What it is called; None for everybody."""
        if self.viewer is not None:
            return "the accounts you see"
        if self.owner is None:
            return self.team
        return next((each["owner"]["name"] for each in about if each["owner"]), None) or f"owner {self.owner}"


WHOLE = Scope()


def scope_named(caller: Caller, owner_id: str | None, team: str | None) -> Scope:
    """Whose review is asked for, the owner by the caller's own id. Raises Problem (403, 422)."""
    if owner_id and team:
        raise does_not_fit(FieldError("/team", "one_of_two", "give owner_id or team, not both"))
    if owner_id is None:
        return Scope(team=team) if team else WHOLE
    check_owner(caller, owner_id)
    owner = number_of(caller, "user", owner_id)
    if owner is None:
        raise does_not_fit(FieldError("/owner_id", "not_known", "no user has this id"))
    return Scope(owner=owner)


def scopes_of(about: Iterable[Mapping[str, Any]], seen: Mapping[int, frozenset[int]]) -> list[Scope]:
    """Everybody, then each team and each owner that has an account, then each viewer with what they see."""
    owners = [each["owner"] for each in about if each["owner"]]
    teams = sorted({owner["team"] for owner in owners if owner["team"]})
    numbers = sorted({owner["leadline_id"] for owner in owners})
    viewers = [Scope(viewer=user, accounts=accounts) for user, accounts in sorted(seen.items())]
    return [WHOLE, *(Scope(team=team) for team in teams), *(Scope(owner=number) for number in numbers), *viewers]
