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
MOST_DRAWN = 150
TRIES = 600
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
class Quadrant:
    marks: list[Mark]
    unseen: list[Mark]
    """Nothing is known of these: rings below the plot. ``x`` and ``y`` are in a row of their own."""
    left_out: int
    """How many of less money are not drawn."""
    basics_line: float
    leadership_line: tuple[float, float]
    """In drawing units: the line in calm, and the highest that change asks for."""


def quadrant(accounts: Iterable[Mapping[str, Any]], ranked: Sequence[int]) -> Quadrant:
    """``accounts`` are judged ones, as the review gives them; ``ranked`` the ``leadline_id`` of the five, in order."""
    by_money = sorted(accounts, key=lambda each: (-_value(each), each["leadline_id"]))
    seen = [each for each in by_money if not _is_unseen(each)]
    unseen = [each for each in by_money if _is_unseen(each)]
    most = max((_value(each) for each in by_money), default=0)
    ranks = {account_id: place for place, account_id in enumerate(ranked, 1)}
    marks: list[Mark] = []
    for account in seen[:MOST_DRAWN]:
        marks.append(_settle(_mark(account, most, ranks.get(account["leadline_id"])), marks))
    lines = [each["effectiveness"]["line"] for each in by_money] or [60]
    basics = [each["efficiency"]["line"] for each in by_money] or [60]
    return Quadrant(
        marks=marks,
        unseen=_row(unseen[:MOST_DRAWN], most),
        left_out=max(0, len(seen) - MOST_DRAWN) + max(0, len(unseen) - MOST_DRAWN),
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
    return all(account[axis]["high"] - account[axis]["low"] > 99 for axis in ("effectiveness", "efficiency"))


def _radius(account: Mapping[str, Any], most: float) -> float:
    return round(SMALLEST + (LARGEST - SMALLEST) * sqrt(_value(account) / most if most else 0), 1)


def _mark(account: Mapping[str, Any], most: float, rank: int | None) -> Mark:
    basics, leadership = account["efficiency"], account["effectiveness"]
    radius = _radius(account, most)
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


def _settle(mark: Mark, others: Sequence[Mark]) -> Mark:
    """The nearest free place: dots with equal scores lie side by side instead of on each other."""
    for step in range(TRIES):
        away = 1.6 * sqrt(step)
        x = mark.x + away * cos(step * GOLDEN_ANGLE)
        y = mark.y + away * sin(step * GOLDEN_ANGLE)
        inside = (
            LEFT + mark.radius + 1 <= x <= LEFT + SIDE_X - mark.radius - 1
            and TOP + mark.radius + 1 <= y <= TOP + SIDE_Y - mark.radius - 1
        )
        if inside and all(hypot(x - other.x, y - other.y) > mark.radius + other.radius + 1.5 for other in others):
            return replace(mark, x=round(x, 1), y=round(y, 1))
    return mark


def _row(accounts: Sequence[Mapping[str, Any]], most: float) -> list[Mark]:
    """Side by side, in as many rows as they need."""
    row, x, y = [], 0.0, LARGEST
    for account in accounts:
        radius = _radius(account, most)
        if x + 2 * radius > SIDE_X - 110:
            x, y = 0.0, y + 2 * LARGEST + 4
        row.append(Mark(account, round(x + radius, 1), y, radius, None))
        x += 2 * radius + 6
    return row
