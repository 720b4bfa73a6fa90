"""Who stands behind each open proposal, as a chart shows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.domain import terms
from app.surfaces.charts.drawing import Chart
from app.surfaces.pages.formats import as_day
from app.surfaces.texts.catalogues import N_, _

NOBODY: dict[str, Any] = {"sentence": "No proposal is open.", "proposals": ()}
IF_LEAVES = {"yes": N_("holds"), "no": N_("falls")}


HEAD, PERSON, FOOT, GAP = 40, 24, 22, 10
"""Pixels: the name of a proposal with its sentence, a line, the days below, and what lies between two proposals."""
MOST_PROPOSALS, MOST_PEOPLE = 6, 12


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    rank: str
    """What is known of it, as it follows the name."""
    last_on: date | None
    """The last day of two-way contact."""
    if_leaves: terms.Verdict
    """Whether the proposal holds without them."""
    without: str
    """Who is left then, and whether it holds, in words."""


@dataclass(frozen=True, slots=True)
class Proposal:
    sentence: str
    needs: str
    people: Sequence[Person]


@dataclass(frozen=True, slots=True)
class LineUp:
    as_of: date
    proposals: Sequence[Proposal]
    says: str


def line_up_of(said: Mapping[str, Any]) -> LineUp:
    """``said`` is an assessment."""
    line_up = (said.get("lines") or {}).get("line_up") or NOBODY
    return LineUp(
        as_of=as_day(said["as_of"]),
        proposals=[_proposal(each) for each in line_up["proposals"]],
        says=line_up["sentence"],
    )


def height_of(line_up: LineUp, line: int = PERSON) -> int:
    """Pixels that the chart takes, with ``line`` for each person."""
    people = (len(each.people[:MOST_PEOPLE]) for each in line_up.proposals[:MOST_PROPOSALS])
    return sum(HEAD + line * max(1, count) + GAP for count in people) + FOOT


def lineup_chart(said: Mapping[str, Any]) -> Chart | None:
    """None where no proposal is open."""
    line_up = line_up_of(said)
    return Chart("lineup", line_up) if line_up.proposals else None


def _proposal(proposal: Mapping[str, Any]) -> Proposal:
    people = proposal["supporters"]
    seniors = sum(1 for each in people if each["senior"])
    needs = _(
        "%(people)s in contact (%(needed)s needed), %(seniors)s senior (1 needed)",
        people=len(people),
        needed=proposal["needed"],
        seniors=seniors,
    )
    return Proposal(
        sentence=proposal["sentence"],
        needs=needs,
        people=[_person(each, people, stands(proposal)) for each in people],
    )


def stands(proposal: Mapping[str, Any]) -> bool:
    """Whether somebody's leaving would change anything: without anybody senior it does not hold as it is."""
    return not proposal["overdue"] and any(each["senior"] is not False for each in proposal["supporters"])


def _person(person: Mapping[str, Any], people: Sequence[Mapping[str, Any]], may_fall: bool) -> Person:
    others = [each for each in people if each is not person]
    seniors = sum(1 for each in others if each["senior"])
    without = _("without: %(left)s left, %(seniors)s senior", left=len(others), seniors=seniors)
    then = _(IF_LEAVES.get(person["if_leaves"], "not known"))
    return Person(
        name=person["name"] or _("Name not on file"),
        rank={True: _(", senior"), False: "", None: _(", rank unknown")}[person["senior"]],
        last_on=as_day(person["last_on"]) if person["last_on"] else None,
        if_leaves=person["if_leaves"],
        without=f"{without}; {then}" if may_fall else without,
    )
