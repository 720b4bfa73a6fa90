"""All accounts at a glance: basics done right across, leadership upwards, a dot an account."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import pi
from typing import Any

import altair as alt

from app.surfaces.charts.drawing import PAGES, SHAPES, SMALL, Palette
from app.surfaces.charts.places import LARGEST, Mark, Plot, Quadrant, radius_of
from app.surfaces.charts.sheet import Label, Sheet, toned
from app.surfaces.pages.formats import number
from app.surfaces.pages.words import words
from app.surfaces.texts.catalogues import _

LEFT, TOP, RIGHT = 40.0, 22.0, 4.0
TICKS, NAMES, RINGS = 18.0, 20.0, 42.0
"""Rows below the plot, in pixels: numbers of the axis, names of the lower fields, what we cannot see."""
AREAS = {"circle": pi, "square": 2.6, "diamond": 4.6, "triangle-down": 4.4}
"""Of each shape whose corners lie on a circle of radius 1, or a little out of it."""
LIFTED = {"neglected": 0.3}
"""Of the radius: where a number fits into a triangle that stands on its tip."""
SMALLEST_PLOT = 60.0
LOW, EDGE, ROW = 260.0, 4.0, 15.0
"""Pixels: below this height a picture has no axes; its margin then, and the rows with the names of its fields."""
HOLLOW = alt.FieldOneOfPredicate("tone", oneOf=["not_known", "intended"])


@dataclass(frozen=True)
class Field(Sheet):
    """The whole picture, and the plot inside it from ``left`` and ``top`` on."""

    plot: Plot
    left: float = LEFT
    top: float = TOP

    @property
    def is_low(self) -> bool:
        return self.height < LOW

    @property
    def letters(self) -> int:
        return 10 if self.is_low else super().letters

    @property
    def floor(self) -> float:
        return self.top + self.plot.height

    def x(self, value: float) -> float:
        return round(self.left + value, 1)

    def y(self, value: float) -> float:
        return round(self.top + value, 1)


def drawing(quadrant: Quadrant, width: int, height: int | None, palette: Palette) -> Any:
    sheet = _sheet(quadrant, width, height)
    everything = [*quadrant.dots, *quadrant.unseen]
    most = max((dot.at_stake for dot in everything), default=0.0)
    marks = [
        Mark(mark.dot, sheet.x(mark.x), sheet.y(mark.y), mark.radius) for mark in sheet.plot.placed(quadrant.dots, most)
    ]
    rings, left_out = _rings(quadrant, sheet, most)
    layers = [
        _zones(quadrant, sheet, palette),
        _lines(quadrant, sheet, palette),
        _reaches(marks, sheet, palette),
        _dots(marks, sheet, palette),
        _dots(rings, sheet, palette),
        _ranks(marks, sheet, palette),
        *sheet.texts(_labels(quadrant, sheet, left_out), palette),
    ]
    return sheet.of(layers, quadrant.says)


def _sheet(quadrant: Quadrant, width: int, height: int | None) -> Field:
    if height and height < LOW:
        plot = Plot(width - 2 * EDGE, max(SMALLEST_PLOT, height - 2 * ROW))
        return Field(width, plot.height + 2 * ROW, plot, EDGE, ROW)
    below = TICKS + NAMES * (1 if width >= SMALL else 2) + (RINGS if quadrant.unseen else 0)
    inside = width - LEFT - RIGHT
    plot = Plot(
        inside, max(SMALLEST_PLOT, height - TOP - below) if height else inside * (0.6 if width >= SMALL else 0.9)
    )
    return Field(width, TOP + plot.height + below, plot)


def _zones(quadrant: Quadrant, sheet: Field, palette: Palette) -> Any:
    left, right, top, bottom = sheet.x(0), sheet.x(sheet.plot.width), sheet.y(0), sheet.floor
    middle, line = _line_x(quadrant, sheet), _line_y(quadrant.leadership_lines[0], sheet)
    zones = [
        {"tone": "led_untidy", "x": left, "x2": middle, "y": top, "y2": line},
        {"tone": "led", "x": middle, "x2": right, "y": top, "y2": line},
        {"tone": "neglected", "x": left, "x2": middle, "y": line, "y2": bottom},
        {"tone": "managed_only", "x": middle, "x2": right, "y": line, "y2": bottom},
    ]
    return sheet.boxes(zones, dict(palette.dots), opacity=0.12)


def _line_x(quadrant: Quadrant, sheet: Field) -> float:
    return sheet.x(sheet.plot.across(quadrant.basics_line))


def _line_y(points: float, sheet: Field) -> float:
    return sheet.y(sheet.plot.up(points))


def _lines(quadrant: Quadrant, sheet: Field, palette: Palette) -> Any:
    calm, most = quadrant.leadership_lines
    level = {"x": sheet.x(0), "x2": sheet.x(sheet.plot.width)}
    middle = _line_x(quadrant, sheet)
    rows = [{**level, "y": (y := _line_y(calm, sheet)), "y2": y},
            {"x": middle, "x2": middle, "y": sheet.y(0), "y2": sheet.floor}]  # fmt: skip
    drawn = sheet.layer(rows).mark_rule(color=palette.quiet).encode(x2="x2:Q", y2="y2:Q")
    if most <= calm:
        return drawn
    highest = sheet.layer([{**level, "y": _line_y(most, sheet)}])
    return drawn + highest.mark_rule(color=palette.quiet, strokeDash=[2, 5]).encode(x2="x2:Q")


def _reaches(marks: list[Mark], sheet: Field, palette: Palette) -> Any:
    """How far an account could lie from its dot, as far as the records tell."""
    ends = [end for mark in marks for end in _ends(mark, sheet)]
    drawn = sheet.layer(ends).mark_rule(strokeWidth=4, strokeCap="round", opacity=0.28)
    return drawn.encode(x2="x2:Q", y2="y2:Q", color=toned(dict(palette.dots), alt.Color))


def _ends(mark: Mark, sheet: Field) -> Iterator[dict[str, Any]]:
    (low, high), plot = mark.dot.basics, sheet.plot
    if high - low > 1:
        yield {"tone": mark.dot.stance, "y": mark.y, "y2": mark.y,
               "x": sheet.x(plot.across(low)), "x2": sheet.x(plot.across(high))}  # fmt: skip
    low, high = mark.dot.leadership
    if high - low > 1:
        yield {"tone": mark.dot.stance, "x": mark.x, "x2": mark.x,
               "y": _line_y(low, sheet), "y2": _line_y(high, sheet)}  # fmt: skip


def _dots(marks: list[Mark], sheet: Field, palette: Palette) -> Any:
    rows = [
        {
            "x": mark.x,
            "y": mark.y,
            "size": round(AREAS[SHAPES[mark.dot.stance]] * mark.radius**2, 1),
            "tone": mark.dot.stance,
            "says": mark.dot.says,
            "url": f"{PAGES}/accounts/{mark.dot.leadline_id}",
        }
        for mark in marks
    ]
    shapes = alt.Scale(domain=list(SHAPES), range=list(SHAPES.values()))
    drawn = sheet.layer(rows).mark_point(opacity=1, aria=True)
    return drawn.encode(
        size=alt.Size("size:Q", scale=None, legend=None),
        shape=alt.Shape("tone:N", scale=shapes, legend=None),
        fill=alt.condition(HOLLOW, alt.value(palette.paper), toned(dict(palette.dots), alt.Fill)),
        stroke=alt.condition(HOLLOW, toned(dict(palette.dots), alt.Stroke), alt.value(palette.paper)),
        strokeWidth=alt.condition(HOLLOW, alt.value(2.2), alt.value(1)),
        href="url:N",
        description="says:N",
    )


def _ranks(marks: list[Mark], sheet: Field, palette: Palette) -> Any:
    rows = [
        {"x": mark.x, "y": mark.y - mark.radius * LIFTED.get(mark.dot.stance, 0), "rank": str(mark.dot.rank),
         "tone": mark.dot.stance}
        for mark in marks if mark.dot.rank
    ]  # fmt: skip
    drawn = sheet.layer(rows).mark_text(fontWeight="bold", fontSize=sheet.letters, baseline="middle")
    return drawn.encode(text="rank:N", color=alt.condition(HOLLOW, alt.value(palette.ink), alt.value(palette.dot_ink)))


def _rings(quadrant: Quadrant, sheet: Field, most: float) -> tuple[list[Mark], tuple[float, int]]:
    """Side by side until the row is full; and where the row ends, with how many it has no room for."""
    row: list[Mark] = []
    if sheet.is_low:
        return row, (0.0, len(quadrant.unseen) + quadrant.unseen_left_out)
    x, y = LEFT + 7 * sheet.letters, sheet.height - RINGS / 2
    for dot in quadrant.unseen:
        radius = radius_of(dot, most, LARGEST)
        if x + 2 * radius > sheet.width - 5 * sheet.letters:
            break
        row.append(Mark(dot, round(x + radius, 1), y, radius))
        x += 2 * radius + 6
    return row, (x, len(quadrant.unseen) - len(row) + quadrant.unseen_left_out)


def _labels(quadrant: Quadrant, sheet: Field, left_out: tuple[float, int]) -> Iterator[Label]:
    start, end = sheet.x(0), sheet.x(sheet.plot.width)
    if sheet.is_low:
        yield from _names_alone(sheet, left_out[1])
        return
    below = sheet.floor + TICKS + NAMES / 2
    # On a phone there is no room for both side by side.
    lower = NAMES - 4 if sheet.is_small else 0
    yield from _names(sheet, TOP / 2, below, below + lower)
    calm = quadrant.leadership_lines[0]
    row = sheet.floor + TICKS / 2
    for points in {0, quadrant.basics_line, 100}:
        yield Label(number(points), sheet.x(sheet.plot.across(points)), row, "center")
    for points in {0, *quadrant.leadership_lines, 100}:
        yield Label(number(points), LEFT - 5, _line_y(points, sheet), "right")
    yield Label(_("basics done right \u2192"), sheet.x(sheet.plot.across(quadrant.basics_line / 2)), row, "center")
    yield Label(_("leadership \u2192"), 9, _line_y(calm / 2, sheet), "center", angle=-90)
    if quadrant.dots_left_out:
        more = _("%(accounts)s of less money not drawn", accounts=number(quadrant.dots_left_out))
        yield Label(more, (start + end) / 2, TOP / 2, "center")
    if quadrant.unseen:
        yield Label(_("cannot see"), start, sheet.height - RINGS / 2)
    if left_out[1]:
        yield Label(f"+{number(left_out[1])}", left_out[0] + 2, sheet.height - RINGS / 2)


def _names_alone(sheet: Field, unseen: int) -> Iterator[Label]:
    above, below = ROW / 2, sheet.floor + ROW / 2
    yield from _names(sheet, above, below, below)
    if unseen:
        said = _("%(accounts)s we cannot see", accounts=number(unseen))
        yield Label(said, sheet.x(sheet.plot.width / 2), above, "center")


def _names(sheet: Field, above: float, left: float, right: float) -> Iterator[Label]:
    """Of the four fields: the upper ones in one row, the lower ones each in its own."""
    start, end = sheet.x(0), sheet.x(sheet.plot.width)
    yield Label(words("led_untidy", "posture"), start, above, weight=600)
    yield Label(words("led", "posture"), end, above, "right", 600)
    yield Label(words("neglected", "posture"), start, left, weight=600)
    yield Label(words("managed_only", "posture"), end, right, "right", 600)
