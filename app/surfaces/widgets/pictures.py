"""Widgets as pictures: PNG and SVG of any size, light or dark."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal

import typst

from app.services.widgets import Widget
from app.surfaces.charts.drawing import DARK, LIGHT, Palette, letters, png_of, svg_of
from app.surfaces.pages.quadrant import quadrant
from app.surfaces.widgets.cards import CARDS, card_of

Theme = Literal["light", "dark"]
Picture = Literal["png", "svg"]
PIXELS_A_POINT = 72 / 96
SHARP = 2
"""Pixels of a PNG for each pixel asked for: sharp on fine screens."""
KEPT = 256


def widget_picture(widget: Widget, form: Picture, size: tuple[int, int], theme: Theme, address: str) -> bytes:
    """``size`` is width and height in pixels; a PNG has twice as many each way."""
    palette = DARK if theme == "dark" else LIGHT
    if widget.name in CARDS:
        said = json.dumps(
            {**asdict(card_of(widget, address)), "theme": theme, "palette": asdict(palette)}, sort_keys=True
        )
        return _typeset(said, form, *size)
    chart = chart_of(widget, size, palette, address)
    return svg_of(chart).encode() if form == "svg" else png_of(chart, SHARP)


def chart_of(widget: Widget, size: tuple[int, int], palette: Palette, address: str | None) -> Any:
    # What describes charts takes long to load, and a server that just started is waited for.
    from app.surfaces.charts.quadrant import quadrant_chart
    from app.surfaces.charts.trend import trend_picture

    if widget.name == "trend":
        return trend_picture(widget.said, *size, palette)
    return quadrant_chart(quadrant(_judged(widget.said), _five(widget.said)), *size, palette, address)


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
