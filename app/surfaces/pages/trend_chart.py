"""How an account went: both axes as bands over the weeks, each against the line to reach, above its posture."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from app.domain.trend import WEEKS
from app.surfaces.pages.formats import month, stance

LEFT, WIDTH = 40.0, 650.0
"""The plot, in units of the drawing."""
PANEL, FIRST_TOP, GAP = 104.0, 26.0, 34.0
STRIP = 12.0
TITLES = {"effectiveness": "Leadership", "efficiency": "Basics"}
WEEK = WIDTH / WEEKS
MONTH_ROOM = 3
"""Weeks a month needs for its name."""


@dataclass(frozen=True, slots=True)
class Panel:
    """``bands`` and ``lines`` are paths; a week that is not judged leaves a hole in them."""

    title: str
    top: float
    bottom: float
    bands: list[str]
    lines: list[str]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Weeks of one posture."""

    x: float
    width: float
    stance: str
    says: str


@dataclass(frozen=True, slots=True)
class Chart:
    panels: list[Panel]
    stretches: list[Stretch]
    months: list[tuple[float, str]]
    strip_top: float
    height: float


def trend_chart(points: Sequence[Mapping[str, Any]]) -> Chart | None:
    """None without a point."""
    if not points:
        return None
    start = date.fromisoformat(points[-1]["on"]) - timedelta(weeks=WEEKS - 1)
    panels = [_panel(points, axis, start, place) for place, axis in enumerate(TITLES)]
    strip_top = panels[-1].bottom + 12
    return Chart(panels, _stretches(points, start), _months(start), strip_top, strip_top + STRIP + 24)


def _across(point: Mapping[str, Any], start: date) -> float:
    return LEFT + (date.fromisoformat(point["on"]) - start).days / 7 * WEEK


def _panel(points: Sequence[Mapping[str, Any]], axis: str, start: date, place: int) -> Panel:
    top = FIRST_TOP + place * (PANEL + GAP)
    bottom = top + PANEL

    def up(value: float) -> float:
        return bottom - value / 100 * PANEL

    bands, lines = [], []
    for judged, some in groupby(points, key=lambda point: point[axis] is not None):
        run = [(_across(point, start), point[axis]) for point in some]
        if judged:
            highs = _steps([(x, up(band["high"])) for x, band in run])
            lows = _steps([(x, up(band["low"])) for x, band in run])
            bands.append(f"M{' '.join(highs)} {' '.join(reversed(lows))}Z")
            lines.append(f"M{' '.join(_steps([(x, up(band['line'])) for x, band in run]))}")
    return Panel(TITLES[axis], top, bottom, bands, lines)


def _steps(corners: Sequence[tuple[float, float]]) -> list[str]:
    """A value holds for its week."""
    return [f"{at:.1f},{y:.1f}" for x, y in corners for at in (x, x + WEEK)]


def _stretches(points: Sequence[Mapping[str, Any]], start: date) -> list[Stretch]:
    found = []
    for (code, says), some in groupby(points, key=lambda point: (stance(point), point["posture_words"])):
        run = list(some)
        x = _across(run[0], start)
        found.append(Stretch(round(x, 1), round(len(run) * WEEK, 1), code, says))
    return found


def _months(start: date) -> list[tuple[float, str]]:
    """The first Monday of each month."""
    days = [start + timedelta(weeks=week) for week in range(WEEKS)]
    return [
        (round(LEFT + place * WEEK, 1), month(day))
        for place, day in enumerate(days)
        if day.day <= 7 and place <= WEEKS - MONTH_ROOM
    ]
