"""Who stands behind each proposal, when we last spoke with them, and what is left if one of them leaves."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from app.surfaces.charts.drawing import Palette
from app.surfaces.charts.sheet import LETTER, Label, Row, Sheet
from app.surfaces.charts.support import (
    FOOT,
    GAP,
    HEAD,
    MOST_PEOPLE,
    MOST_PROPOSALS,
    PERSON,
    LineUp,
    Person,
    Proposal,
    height_of,
)
from app.surfaces.pages.formats import short_day
from app.surfaces.texts.catalogues import _

NAME, WITHOUT = 0.32, 0.36
"""Parts of the width for names and for what is left, on a desk."""
TONES = {"yes": "led", "no": "neglected"}


def drawing(line_up: LineUp, width: int, height: int | None, palette: Palette) -> Any:
    """``height`` is at least what the people need."""
    shown = [(each, each.people[:MOST_PEOPLE]) for each in line_up.proposals[:MOST_PROPOSALS]]
    tall = Sheet(width, 0).is_small
    line = PERSON * (2 if tall else 1)
    sheet = Sheet(width, max(height_of(line_up, line), height or 0))
    days = Days(line_up, 0 if tall else width * NAME, width * (1 - (0 if tall else WITHOUT)) - 8)
    labels: list[Label] = []
    tracks: list[Row] = []
    dots: list[Row] = []
    top = 0.0
    for proposal, people in shown:
        labels += _heads(proposal, sheet, top)
        top += HEAD
        for person in people:
            labels += _words(person, sheet, top)
            y = top + line - PERSON / 2
            tracks.append({"x": days.start + 1, "x2": days.end, "y": y})
            if person.last_on:
                tone = TONES.get(person.if_leaves, "not_known")
                dots.append({"x": days.across(person.last_on), "y": y, "tone": tone})
            top += line
        if not people:
            labels.append(Label(_("Nobody is in two-way contact about it."), 0, top + PERSON / 2, tone="ink"))
            top += line
        top += GAP
    labels += days.named(top + FOOT / 2 - GAP / 2, tall)
    return sheet.of([
        sheet.layer(tracks).mark_rule(color=palette.rule).encode(x2="x2:Q"),
        sheet.dots(dots, palette, 130),
        *sheet.texts(labels, palette),
    ], line_up.says)  # fmt: skip


class Days:
    """The days of contact from the first to today, in pixels."""

    def __init__(self, line_up: LineUp, start: float, end: float) -> None:
        some = [each.last_on for proposal in line_up.proposals for each in proposal.people if each.last_on]
        self.start, self.end = start, end
        self._first, self._last = min([*some, line_up.as_of]), line_up.as_of
        self._has_any = bool(some)

    def across(self, day: date) -> float:
        part = (day - self._first).days / max(1, (self._last - self._first).days)
        return round(self.start + 8 + part * (self.end - self.start - 16), 1)

    def named(self, y: float, is_small: bool) -> Iterator[Label]:
        if self._has_any:
            yield Label(short_day(self._first), self.start, y)
            yield Label(_("last spoken with"), self.end / 2 if is_small else 0, y, "center" if is_small else "left")
            yield Label(short_day(self._last), self.end, y, "right")


def _heads(proposal: Proposal, sheet: Sheet, top: float) -> Iterator[Label]:
    yield Label(sheet.fitting(proposal.sentence, sheet.width), 0, top + 10, weight=600, tone="ink")
    yield Label(sheet.fitting(proposal.needs, sheet.width), 0, top + 26)


def _words(person: Person, sheet: Sheet, top: float) -> Iterator[Label]:
    y = top + PERSON / 2
    room = sheet.width * (0.5 if sheet.is_small else NAME) - len(person.rank) * sheet.letters * LETTER
    yield Label(sheet.fitting(person.name, room) + person.rank, 0, y, tone="ink")
    yield Label(person.without, sheet.width, y, "right", tone="ink" if person.if_leaves == "no" else "quiet")
