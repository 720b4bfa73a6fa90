"""Widgets as pictures: PNG and SVG of any size, light or dark."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal

import typst

from app.services.widgets import Widget
from app.surfaces.charts.course import trend_chart
from app.surfaces.charts.drawing import DARK, LIGHT, SMALL, Chart, letters, png_of, svg_of
from app.surfaces.charts.places import quadrant_of
from app.surfaces.charts.support import height_of, line_up_of, lineup_chart
from app.surfaces.widgets.cards import card_of

Theme = Literal["light", "dark"]
Picture = Literal["png", "svg"]
PIXELS_A_POINT = 72 / 96
SHARP = 2
"""Pixels of a PNG for each pixel asked for: sharp on fine screens."""
KEPT = 256


def widget_picture(widget: Widget, form: Picture, size: tuple[int, int], theme: Theme, address: str) -> bytes:
    """``size`` is width and height in pixels; a PNG has twice as many each way."""
    palette = DARK if theme == "dark" else LIGHT
    chart = chart_of(widget)
    if chart is None or (widget.name == "lineup" and not _has_room(widget, size)):
        said = json.dumps(
            {**asdict(card_of(widget, address)), "theme": theme, "palette": asdict(palette)}, sort_keys=True
        )
        return _typeset(said, form, *size)
    return svg_of(chart, size, palette, address).encode() if form == "svg" else png_of(chart, size, palette, SHARP)


def chart_of(widget: Widget) -> Chart | None:
    """None where words say it."""
    if widget.name == "quadrant":
        return Chart("quadrant", quadrant_of(_judged(widget.said), _five(widget.said)))
    if widget.name == "trend":
        return trend_chart(widget.said, titled=True)
    return lineup_chart(widget.said) if widget.name == "lineup" else None


def _has_room(widget: Widget, size: tuple[int, int]) -> bool:
    """Whether everybody behind the proposals can be drawn; else words say who fits, and how many more there are."""
    return size[0] >= SMALL and size[1] >= height_of(line_up_of(widget.said)) + 2 * LIGHT.edge


def _judged(items: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [each for each in items if each["effectiveness"]]


def _five(items: list[Mapping[str, Any]]) -> list[int]:
    """This week's five: flagged, the weightiest first, as the list comes."""
    return [each["leadline_id"] for each in items if each["flags"] and each["effectiveness"]][:5]


@lru_cache(KEPT)
def _typeset(said: str, form: Picture, width: int, height: int) -> bytes:
    template: bytes = files("app").joinpath("templates", "widget.typ").read_bytes()
    points = {"width": str(width * PIXELS_A_POINT), "height": str(height * PIXELS_A_POINT)}
    drawn: bytes = typst.compile(
        template, font_paths=letters(), sys_inputs={"card": said, **points}, format=form, ppi=96.0 * SHARP
    )
    return drawn
