"""How an account went over a year, as a chart shows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.surfaces.charts.drawing import Chart
from app.surfaces.pages.formats import as_day, called, stance
from app.surfaces.pages.words import worded
from app.surfaces.texts.catalogues import N_

AXES = {"effectiveness": N_("Leadership"), "efficiency": N_("Basics")}


@dataclass(frozen=True, slots=True)
class Band:
    """Points of 100: from what is certain to what is possible, and the line to reach."""

    low: float
    high: float
    line: float


@dataclass(frozen=True, slots=True)
class Week:
    on: date
    stance: str
    words: str
    axes: Sequence[Band | None]
    """In the order of AXES; None where it was not judged."""


@dataclass(frozen=True, slots=True)
class Course:
    title: str
    """Empty where the page has said it."""
    weeks: Sequence[Week]
    says: str


def trend_chart(said: Mapping[str, Any], *, titled: bool = False) -> Chart | None:
    """``said`` is the trend as the API gives it. None without a week."""
    weeks = [
        Week(
            on=as_day(point["on"]),
            stance=stance(point),
            words=worded(point["posture_words"]),
            axes=[band and Band(band["low"], band["high"], band["line"]) for band in (point[axis] for axis in AXES)],
        )
        for point in said["points"]
    ]
    name = called(said)
    return Chart("trend", Course(name if titled else "", weeks, f"{name}. {said['sentence']}")) if weeks else None
