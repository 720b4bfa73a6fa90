"""Where each account goes in the quadrant: basics to the right, leadership upwards, both in points of 100."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import cos, hypot, sin, sqrt
from typing import Any

LEFT, TOP, SIDE_X, SIDE_Y = 44.0, 36.0, 640.0, 390.0
"""The plot, in units of the drawing."""
MARGIN = 24.0
"""Room inside the plot, so that a dot at 100 is whole."""
SMALLEST, LARGEST, NUMBERED = 4.5, 19.0, 10.0
"""Radii; a dot that carries a number has at least the last."""
ROW = 220.0
"""The length of the row of rings."""
MOST_DRAWN = 150
TRIES = 3000
GOLDEN_ANGLE = 2.399963


@dataclass(frozen=True, slots=True)
class Mark:
    """One account as a dot. ``band_x`` and ``band_y`` are ends in drawing units, None where it is certain."""

    account: Mapping[str, Any]
    x: float
    y: float
    radius: float
    rank: int | None
    """Its place among this week's five."""
    band_x: tuple[float, float] | None = None
    band_y: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Scale:
    """The most money an account has at stake, and the radius that stands for it."""

    most: float
    largest: float


@dataclass(frozen=True, slots=True)
class Quadrant:
    marks: list[Mark]
    unseen: list[Mark]
    """One axis or both say nothing: rings in a row of their own below the plot, as many as it takes."""
    left_out: int
    """How many of less money are not drawn in the plot."""
    more_unseen: int
    basics_line: float
    leadership_line: tuple[float, float]
    """In drawing units: the line in calm, and the highest that change asks for."""


def quadrant(accounts: Iterable[Mapping[str, Any]], ranked: Sequence[int]) -> Quadrant:
    """``accounts`` are judged ones, as the review gives them; ``ranked`` the ``leadline_id`` of the five, in order."""
    by_money = sorted(accounts, key=lambda each: (-_value(each), each["leadline_id"]))
    seen = [each for each in by_money if not _is_unseen(each)]
    unseen = [each for each in by_money if _is_unseen(each)]
    # All dots together cover a fifth of the plot at most, or there is no room for them side by side.
    largest = min(LARGEST, sqrt(SIDE_X * SIDE_Y / 16 / max(1, min(len(seen), MOST_DRAWN))))
    scale = Scale(max((_value(each) for each in by_money), default=0), largest)
    ranks = {account_id: place for place, account_id in enumerate(ranked, 1)}
    marks = _settled(_mark(account, scale, ranks.get(account["leadline_id"])) for account in seen[:MOST_DRAWN])
    rings = _row(unseen, scale)
    lines = [each["effectiveness"]["line"] for each in by_money] or [60]
    basics = [each["efficiency"]["line"] for each in by_money] or [60]
    return Quadrant(
        marks=marks,
        unseen=rings,
        left_out=max(0, len(seen) - MOST_DRAWN),
        more_unseen=len(unseen) - len(rings),
        basics_line=across(basics[0]),
        leadership_line=(up(min(lines)), up(max(lines))),
    )


def across(points: float) -> float:
    return round(LEFT + MARGIN + points / 100 * (SIDE_X - 2 * MARGIN), 1)


def up(points: float) -> float:
    return round(TOP + SIDE_Y - MARGIN - points / 100 * (SIDE_Y - 2 * MARGIN), 1)


def _value(account: Mapping[str, Any]) -> float:
    return float(account["priority"]["value"] or 0)


def _is_unseen(account: Mapping[str, Any]) -> bool:
    return any(account[axis]["high"] - account[axis]["low"] > 99 for axis in ("effectiveness", "efficiency"))


def _radius(account: Mapping[str, Any], scale: Scale) -> float:
    part = sqrt(_value(account) / scale.most) if scale.most else 0.0
    return round(SMALLEST + (scale.largest - SMALLEST) * part, 1)


def _mark(account: Mapping[str, Any], scale: Scale, rank: int | None) -> Mark:
    basics, leadership = account["efficiency"], account["effectiveness"]
    radius = _radius(account, scale)
    return Mark(
        account=account,
        x=across((basics["low"] + basics["high"]) / 2),
        y=up((leadership["low"] + leadership["high"]) / 2),
        radius=max(radius, NUMBERED) if rank else radius,
        rank=rank,
        band_x=_ends(across(basics["low"]), across(basics["high"])),
        band_y=_ends(up(leadership["high"]), up(leadership["low"])),
    )


def _ends(start: float, end: float) -> tuple[float, float] | None:
    return (start, end) if end - start > 2 else None


def _settled(marks: Iterable[Mark]) -> list[Mark]:
    """Each at the nearest free place: dots with equal scores lie side by side instead of on each other."""
    placed: list[Mark] = []
    # Where many stand on one spot, the search goes on where the last one ended.
    reached: dict[tuple[float, float], float] = {}
    for mark in marks:
        spot = mark.x, mark.y
        pace = max(1.6, mark.radius * 0.3)
        first = int((reached.get(spot, 0.0) / pace) ** 2)
        for step in range(first, first + TRIES):
            away = pace * sqrt(step)
            tried = replace(
                mark,
                x=round(mark.x + away * cos(step * GOLDEN_ANGLE), 1),
                y=round(mark.y + away * sin(step * GOLDEN_ANGLE), 1),
            )
            if _is_inside(tried) and not any(_touch(tried, other) for other in placed):
                reached[spot] = max(0.0, away - mark.radius)
                placed.append(tried)
                break
        else:
            placed.append(mark)
    return placed


def _is_inside(mark: Mark) -> bool:
    room = mark.radius + 1
    return LEFT + room <= mark.x <= LEFT + SIDE_X - room and TOP + room <= mark.y <= TOP + SIDE_Y - room


def _touch(one: Mark, other: Mark) -> bool:
    return hypot(one.x - other.x, one.y - other.y) < one.radius + other.radius + 1


def _row(accounts: Sequence[Mapping[str, Any]], scale: Scale) -> list[Mark]:
    """Side by side, those of most money first, until the row is full."""
    row: list[Mark] = []
    x = 0.0
    for account in accounts:
        radius = _radius(account, scale)
        if x + 2 * radius > ROW:
            break
        row.append(Mark(account, round(x + radius, 1), LARGEST, radius, None))
        x += 2 * radius + 6
    return row
