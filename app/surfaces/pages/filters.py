"""Which accounts a page is about, kept in its address."""

from collections.abc import Mapping, Sequence, Sized
from dataclasses import dataclass, field, replace
from typing import Any, cast, get_args

from app.domain import terms
from app.services.choosing import NOBODY, NOT_GROW, Choices, Wanted
from app.services.list_assessments import Sort
from app.surfaces.pages.formats import called
from app.surfaces.pages.rendering import Frame, address_with
from app.surfaces.pages.words import words
from app.surfaces.texts.catalogues import N_, _

PAGE = 30
LABELS = {
    "team": N_("Team"),
    "owner": N_("Owner"),
    "country": N_("Country"),
    "tier": N_("Tier"),
    "aim": N_("Aim"),
    "posture": N_("Posture"),
}
EVERYTHING = {
    "team": N_("all teams"),
    "owner": N_("everybody"),
    "country": N_("all countries"),
    "tier": N_("all tiers"),
    "aim": N_("any"),
    "posture": N_("any"),
}
LONGEST = 200
MOST_OWNERS = 200
"""In a list; beyond that a team is chosen first."""


@dataclass(frozen=True, slots=True)
class Filters:
    """``chosen`` is filter to value as the address says it, understood or not; absent means any."""

    chosen: Mapping[str, str] = field(default_factory=dict)
    sort: Sort = "priority"
    start: int = 0

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "Filters":
        said = {name: query.get(name, "").replace("\x00", "").strip()[:LONGEST] for name in LABELS}
        sort = query.get("sort")
        return cls(
            chosen={name: value for name, value in said.items() if value},
            sort=cast(Sort, sort) if sort in get_args(Sort) else "priority",
            start=_whole(query.get("start")) or 0,
        )

    @property
    def owner(self) -> int | None:
        """The user's number; nobody's where it is none."""
        said = self.chosen.get("owner")
        return None if said is None else _whole(said) or NOBODY

    @property
    def wanted(self) -> Wanted:
        said = {name: self.chosen.get(name) for name in ("posture", "aim", "team", "tier", "country")}
        return Wanted(owner_id=self.owner, **said)

    def address(self, path: str = "/", **changes: Any) -> str:
        """The page with these filters and order, save the changes."""
        sort = None if self.sort == "priority" else self.sort
        return address_with(path, **{**self.chosen, "sort": sort, **changes})

    def without(self, name: str) -> str:
        return replace(self, chosen={each: value for each, value in self.chosen.items() if each != name}).address()


@dataclass(frozen=True, slots=True)
class Select:
    """A filter with what there is to choose; ``unknown`` says why its value fits nothing, where it cannot."""

    name: str
    label: str
    everything: str
    options: dict[str, str]
    chosen: str | None
    without: str
    """The address without it."""
    unknown: str | None

    @property
    def said(self) -> str:
        return self.options.get(self.chosen or "", self.chosen or "")


def owners_offered(owners: Sequence[dict[str, Any]], team: str | None, chosen: int | None) -> list[dict[str, Any]]:
    """All; too many for a list, those of the team alone, and who is chosen."""
    if len(owners) <= MOST_OWNERS:
        return list(owners)
    of_team = [each for each in owners if team and each["team"] == team][:MOST_OWNERS]
    return of_team + [each for each in owners if each["leadline_id"] == chosen and each not in of_team]


def everybody(owners: Sized) -> str:
    """What says that no owner is chosen."""
    return _("everybody; choose a team to see names") if len(owners) > MOST_OWNERS else _(EVERYTHING["owner"])


def selects(filters: Filters, choices: Choices, frame: Frame) -> list[Select]:
    """Those with something to choose between, or a choice made. Only what whoever asks may see is offered."""
    gathered = [each for each in choices.owners if frame.gathers(each)]
    owners = owners_offered(gathered, filters.chosen.get("team"), filters.owner)
    offered = {
        "team": {each: each for each in choices.teams},
        "owner": {str(each["leadline_id"]): called(each) for each in owners},
        "country": {each: each for each in choices.countries},
        "tier": {each: each for each in choices.tiers},
        "aim": {each: words(each, "aim") for each in (*get_args(terms.Aim), NOT_GROW)},
        "posture": {each: words(each, "posture") for each in get_args(terms.Posture)},
    }
    return [
        Select(
            name,
            _(LABELS[name]),
            everybody(gathered) if name == "owner" else _(EVERYTHING[name]),
            options,
            filters.chosen.get(name),
            filters.without(name),
            _unknown(name, filters.chosen.get(name), options),
        )
        for name, options in offered.items()
        if options or name in filters.chosen or (name == "owner" and gathered)
    ]


def _unknown(name: str, value: str | None, options: Mapping[str, str]) -> str | None:
    if value is None or value in options:
        return None
    label = _(LABELS[name]).lower()
    if name in ("aim", "posture"):
        known = {"value": value, "options": ", ".join(options.values())}
        return _("There is no %(name)s “%(value)s”. Choose from: %(options)s.", name=label, **known)
    if name == "owner":
        return _("“%(value)s” owns no account that you see.", value=value)
    return _("No account that you see has the %(name)s “%(value)s”.", name=label, value=value)


def _whole(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 10 else None
