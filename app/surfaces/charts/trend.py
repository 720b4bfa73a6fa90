"""How an account went over a year: both axes as bands over the weeks, each against its line, and the postures."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby
from math import ceil
from typing import Any

import altair as alt

from app.surfaces.charts.course import AXES, Band, Course, Week
from app.surfaces.charts.drawing import Palette
from app.surfaces.charts.sheet import Label, Row, Sheet
from app.surfaces.pages.formats import band, month, number
from app.surfaces.texts.catalogues import _

LEFT, RIGHT = 30, 6
NAME, HEAD, POSTURE, MONTHS, GAP = 24, 26, 26, 20, 12
"""Pixels: the name of the account, of a panel, a row of a posture, the months, and what lies between two panels."""
PANEL, SMALLEST_PANEL = 96, 16
MONTH_ROOM = 42
"""Pixels a month needs for its name."""
WEEK = timedelta(weeks=1)


def drawing(course: Course, width: int, height: int | None, palette: Palette) -> Any:
    postures = list(dict.fromkeys((week.stance, week.words) for week in course.weeks))
    named = NAME if course.title else 0
    beside = named + 2 * (HEAD + GAP) + POSTURE * len(postures) + MONTHS
    panel = max(SMALLEST_PANEL, (height - beside) / 2) if height else PANEL
    sheet, weeks = Sheet(width, beside + 2 * panel), Weeks(course, width)
    layers: list[Any] = []
    labels = [Label(sheet.fitting(course.title, width), 0, NAME / 2, weight=600, tone="ink")] if course.title else []
    top = float(named)
    for place, title in enumerate(AXES.values()):
        latest = course.weeks[-1].axes[place]
        named_now = _(title)
        if latest:
            points = band({"low": latest.low, "high": latest.high})
            line = number(latest.line)
            named_now = _("%(axis)s: %(points)s, needs %(line)s", axis=named_now, points=points, line=line)
        labels.append(Label(named_now, 0, top + 8, weight=600, tone="ink"))
        labels += [Label(str(points), LEFT - 6, _y(points, top + HEAD, panel), "right") for points in (0, 50, 100)]
        layers += _panel(course, place, sheet, weeks, top + HEAD, panel, palette)
        top += HEAD + panel + GAP
    for place, (tone, words) in enumerate(postures):
        labels.append(Label(words, LEFT, top + place * POSTURE + 8))
        layers.append(
            sheet.boxes(_stretches(course, weeks, tone, words, top + place * POSTURE + 16), dict(palette.dots))
        )
    labels += weeks.months(sheet.height - MONTHS / 2)
    return sheet.of([*layers, *sheet.texts(labels, palette)], course.says)


class Weeks:
    """The weeks in pixels; a week holds from its Monday to the next."""

    def __init__(self, course: Course, width: float) -> None:
        self._first, self._end = course.weeks[0].on, course.weeks[-1].on + WEEK
        self._width = width - LEFT - RIGHT

    def across(self, day: date) -> float:
        return round(LEFT + (day - self._first) / (self._end - self._first) * self._width, 1)

    def months(self, y: float) -> Iterator[Label]:
        """Every month, or every second or third where there is no room."""
        days = [self._first + timedelta(days=each) for each in range((self._end - self._first).days)]
        firsts = [day for day in days if day.day == 1]
        step = ceil(MONTH_ROOM * len(firsts) / self._width)
        for place, day in enumerate(firsts[::step]):
            # The year takes the room of the next.
            if place != 1:
                yield Label(month(day) if place else f"{month(day)} {day.year}", self.across(day), y)


def _y(points: float, top: float, panel: float) -> float:
    return round(top + panel - points / 100 * panel, 1)


def _panel(
    course: Course, place: int, sheet: Sheet, weeks: Weeks, top: float, panel: float, palette: Palette
) -> list[Any]:
    grid = [{"x": LEFT, "x2": sheet.width - RIGHT, "y": _y(points, top, panel)} for points in (0, 50, 100)]
    rows = [row for run, some in enumerate(_runs(course, place)) for row in _steps(some, run, weeks, top, panel)]
    drawn = sheet.layer(rows)
    area = drawn.mark_area(opacity=0.3, color=palette.accent).encode(y2="high:Q", detail="run:N")
    low = drawn.mark_line(color=palette.accent, strokeWidth=2).encode(detail="run:N", order="x:Q")
    needed = drawn.mark_line(color=palette.ink, strokeDash=[2, 4], strokeWidth=1.2)
    return [
        sheet.layer(grid).mark_rule(color=palette.rule).encode(x2="x2:Q"),
        area,
        low,
        needed.encode(y=alt.Y("line:Q", axis=None), detail="run:N", order="x:Q"),
    ]


def _runs(course: Course, place: int) -> Iterator[list[tuple[Week, Band]]]:
    """A week that was not judged leaves a hole."""
    for judged, some in groupby(course.weeks, key=lambda week: week.axes[place] is not None):
        if judged:
            yield [(week, found) for week in some if (found := week.axes[place])]


def _steps(run: list[tuple[Week, Band]], number_of_run: int, weeks: Weeks, top: float, panel: float) -> Iterator[Row]:
    for week, found in run:
        ends = {
            "y": _y(found.low, top, panel),
            "high": _y(found.high, top, panel),
            "line": _y(found.line, top, panel),
            "run": number_of_run,
        }
        yield {"x": weeks.across(week.on), **ends}
        yield {"x": weeks.across(week.on + WEEK), **ends}


def _stretches(course: Course, weeks: Weeks, tone: str, words: str, top: float) -> Iterator[Row]:
    for (is_tone, is_words), some in groupby(course.weeks, key=lambda week: (week.stance, week.words)):
        run = list(some)
        if (is_tone, is_words) == (tone, words):
            x, end = weeks.across(run[0].on), weeks.across(run[-1].on + WEEK)
            yield {"x": x, "x2": end, "y": top, "y2": top + 7, "tone": tone}
