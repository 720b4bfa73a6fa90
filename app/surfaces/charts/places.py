"""Where each account goes in the quadrant: basics to the right, leadership upwards, both in points of 100."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import cos, hypot, sin, sqrt
from typing import Any

from app.surfaces.pages.formats import band, called, money, number, stance
from app.surfaces.pages.words import worded
from app.surfaces.texts.catalogues import _

SMALLEST, LARGEST, NUMBERED = 4.5, 19.0, 9.5
"""Radii in pixels; a dot that carries a number has at least the last."""
MOST_DRAWN = 150
MOST_RINGS = 40
TRIES = 3000
GOLDEN_ANGLE = 2.399963


@dataclass(frozen=True, slots=True)
class Dot:
    """One account. Both axes from low to high, in points of 100."""

    leadline_id: int
    stance: str
    says: str
    leadership: tuple[float, float]
    basics: tuple[float, float]
    at_stake: float
    rank: int | None
    """Its place among this week's five."""


@dataclass(frozen=True, slots=True)
class Quadrant:
    dots: list[Dot]
    """Those of most money."""
    unseen: list[Dot]
    """One axis or both say nothing: rings in a row of their own below the plot."""
    dots_left_out: int
    unseen_left_out: int
    basics_line: float
    leadership_lines: tuple[float, float]
    """In points: the line in calm, and the highest that change asks for."""
    says: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A dot and its place in the plot, in pixels from the left and from the top."""

    dot: Dot
    x: float
    y: float
    radius: float


@dataclass(frozen=True, slots=True)
class Plot:
    """Room for dots in pixels, with a margin in which a dot at 100 is whole."""

    width: float
    height: float

    @property
    def margin(self) -> float:
        return min(24.0, self.width / 16)

    def across(self, points: float) -> float:
        return round(self.margin + points / 100 * (self.width - 2 * self.margin), 1)

    def up(self, points: float) -> float:
        return round(self.height - self.margin - points / 100 * (self.height - 2 * self.margin), 1)

    def placed(self, dots: Sequence[Dot], most_at_stake: float) -> list[Mark]:
        """Each at the nearest free place: dots with equal scores lie side by side instead of on each other."""
        # All dots together cover a fifth of the plot at most, or there is no room for them side by side.
        largest = max(SMALLEST, min(LARGEST, sqrt(self.width * self.height / 16 / max(1, len(dots)))))
        placed: list[Mark] = []
        # Where many stand on one spot, the search goes on where the last one ended.
        reached: dict[tuple[float, float], float] = {}
        for dot in dots:
            x, y = self.across(sum(dot.basics) / 2), self.up(sum(dot.leadership) / 2)
            radius = radius_of(dot, most_at_stake, largest)
            mark = Mark(dot, x, y, max(radius, NUMBERED) if dot.rank else radius)
            pace = max(1.6, mark.radius * 0.3)
            first = int((reached.get((x, y), 0.0) / pace) ** 2)
            for step in range(first, first + TRIES):
                away = pace * sqrt(step)
                across, down = away * cos(step * GOLDEN_ANGLE), away * sin(step * GOLDEN_ANGLE)
                tried = replace(mark, x=round(x + across, 1), y=round(y + down, 1))
                if self._holds(tried) and not any(_touch(tried, other) for other in placed):
                    reached[x, y] = max(0.0, away - mark.radius)
                    placed.append(tried)
                    break
            else:
                placed.append(mark)
        return placed

    def _holds(self, mark: Mark) -> bool:
        room = mark.radius + 1
        return room <= mark.x <= self.width - room and room <= mark.y <= self.height - room


def quadrant_of(accounts: Iterable[Mapping[str, Any]], ranked: Sequence[int]) -> Quadrant:
    """``accounts`` are judged ones, as lists give them; ``ranked`` the ``leadline_id`` of the five, in order."""
    ranks = {account_id: place for place, account_id in enumerate(ranked, 1)}
    by_money = sorted(accounts, key=lambda each: (-_at_stake(each), each["leadline_id"]))
    seen = [each for each in by_money if not _is_unseen(each)]
    unseen = [each for each in by_money if _is_unseen(each)]
    lines = [each["effectiveness"]["line"] for each in by_money] or [60]
    basics = [each["efficiency"]["line"] for each in by_money] or [60]
    dots = [_dot(each, ranks.get(each["leadline_id"])) for each in seen[:MOST_DRAWN]]
    return Quadrant(
        dots=dots,
        unseen=[_dot(each, None) for each in unseen[:MOST_RINGS]],
        dots_left_out=len(seen) - len(dots),
        unseen_left_out=max(0, len(unseen) - MOST_RINGS),
        basics_line=basics[0],
        leadership_lines=(min(lines), max(lines)),
        says=_says([each for each in seen if each["leadline_id"] in ranks], ranks, len(by_money), len(unseen)),
    )


def radius_of(dot: Dot, most_at_stake: float, largest: float) -> float:
    """The area stands for the money."""
    part = sqrt(dot.at_stake / most_at_stake) if most_at_stake else 0.0
    return round(SMALLEST + (largest - SMALLEST) * part, 1)


def _at_stake(account: Mapping[str, Any]) -> float:
    return float(account["priority"]["value"] or 0)


def _is_unseen(account: Mapping[str, Any]) -> bool:
    return any(account[axis]["high"] - account[axis]["low"] > 99 for axis in ("effectiveness", "efficiency"))


def _dot(account: Mapping[str, Any], rank: int | None) -> Dot:
    leadership, basics = account["effectiveness"], account["efficiency"]
    at_stake = money(account["priority"]["value"], account["results"]["currency"])
    return Dot(
        leadline_id=account["leadline_id"],
        stance="not_known" if _is_unseen(account) else stance(account),
        says=_(
            "%(name)s: %(posture)s. Leadership %(leadership)s, needs %(leadership_line)s. "
            "Basics %(basics)s, needs %(basics_line)s. At stake: %(at_stake)s.",
            name=called(account),
            posture=worded(account["posture_words"]),
            leadership=band(leadership),
            leadership_line=number(leadership["line"]),
            basics=band(basics),
            basics_line=number(basics["line"]),
            at_stake=at_stake,
        ),
        leadership=(leadership["low"], leadership["high"]),
        basics=(basics["low"], basics["high"]),
        at_stake=_at_stake(account),
        rank=rank,
    )


def _says(ranked: Sequence[Mapping[str, Any]], ranks: Mapping[int, int], count: int, unseen: int) -> str:
    """The picture in words, for those who cannot see it."""
    said = _(
        "%(accounts)s accounts by basics done right, from left to right, and leadership, from bottom to top.",
        accounts=count,
    )
    if unseen:
        said += " " + _("Of %(unseen)s we cannot see enough to place them.", unseen=unseen)
    in_order = sorted(ranked, key=lambda each: ranks[each["leadline_id"]])
    shown = ", ".join(f"{called(each)} {worded(each['posture_words'])}" for each in in_order)
    return said + " " + _("This week's five: %(shown)s.", shown=shown) if shown else said


def _touch(one: Mark, other: Mark) -> bool:
    return hypot(one.x - other.x, one.y - other.y) < one.radius + other.radius + 1
