"""How an account went over a year: both axes as bands over the weeks, each against the line to reach."""

from collections.abc import Mapping
from typing import Any

import altair as alt

from app.surfaces.charts.drawing import Palette, dressed
from app.surfaces.pages.formats import called, stance

TITLES = {"effectiveness": "Leadership", "efficiency": "Basics"}
STRIP, ROOM, LABELS, NAME = 10, 34, 22, 40
"""Pixels: the strip of postures, what titles and months need, what the numbers need, the name of the account."""
TALL = 260
"""From this height on there is room for the name."""


def trend_picture(said: Mapping[str, Any], width: int, height: int, palette: Palette) -> Any:
    """``said`` is the trend as the API gives it; size in pixels, everything included as far as labels allow."""
    points = said["points"]
    inside = width - LABELS
    is_tall = height >= TALL
    each = max(20, (height - STRIP - 2 * ROOM - 12 - NAME * is_tall) // 2)
    week = alt.X("week:T", title=None, axis=None)
    panels = [_panel(points, axis, title, week, palette).properties(width=inside, height=each)
              for axis, title in TITLES.items()]  # fmt: skip
    strip = _strip(points, palette).properties(width=inside, height=STRIP)
    chart = alt.vconcat(*panels, strip, spacing=6).properties(description=f"{called(said)}. {said['sentence']}")
    if is_tall:
        title = alt.Title(called(said), subtitle=said["sentence"], anchor="start", color=palette.ink, offset=8)
        title.subtitleColor = palette.quiet
        chart = chart.properties(title=title)
    return dressed(chart, palette).resolve_scale(x="shared")


def _panel(points: list[Mapping[str, Any]], axis: str, title: str, week: alt.X, palette: Palette) -> Any:
    rows = [
        {"week": point["on"], "low": band["low"], "high": band["high"], "line": band["line"]}
        for point in points
        if (band := point[axis])
    ]
    drawn = alt.Chart(
        {"values": rows}, title=alt.Title(title, anchor="start", fontSize=12, color=palette.ink, offset=2)
    )
    numbers = alt.Axis(values=[0, 50, 100], grid=True, gridColor=palette.rule, labelFontSize=10)
    up = alt.Y("low:Q", title=None, scale=alt.Scale(domain=[0, 100]), axis=numbers)
    band = drawn.mark_area(opacity=0.35, color=palette.accent, interpolate="step-after").encode(
        x=week, y=up, y2="high:Q"
    )
    low = drawn.mark_line(color=palette.accent, strokeWidth=2, interpolate="step-after").encode(x=week, y=up)
    needed = drawn.mark_line(color=palette.quiet, strokeDash=[4, 3], strokeWidth=1, interpolate="step-after")
    return alt.layer(band, low, needed.encode(x=week, y=alt.Y("line:Q")))


def _strip(points: list[Mapping[str, Any]], palette: Palette) -> Any:
    rows = [{"week": point["on"], "stance": stance(point)} for point in points]
    colours = alt.Scale(domain=list(palette.dots), range=list(palette.dots.values()))
    months = alt.Axis(format="%b", tickCount="month", labelFontSize=10, title=None, labelOverlap=True)
    return (
        alt.Chart({"values": rows})
        .mark_bar(size=11)
        .encode(x=alt.X("week:T", axis=months), color=alt.Color("stance:N", scale=colours, legend=None))
    )
