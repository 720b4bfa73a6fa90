"""From a description to a picture, each drawn once; and the colours all pictures share."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import font_source_sans_pro
import typst
import vl_convert

KEPT = 256
"""Pictures kept by their content."""
FONT = "Source Sans Pro, sans-serif"


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours of one look. The dots differ in lightness as well as in hue, so that grey print tells them apart."""

    paper: str
    ink: str
    quiet: str
    rule: str
    dot_ink: str
    accent: str
    potential: str
    dots: Mapping[str, str] = field(hash=False)


LIGHT = Palette(
    paper="#ffffff", ink="#17222d", quiet="#5a6672", rule="#c9cec8", dot_ink="#14202a", accent="#0f4c5c",
    potential="#a9b8a6",
    dots={"led": "#2c9468", "intended": "#a9b8a6", "managed_only": "#e0a030", "led_untidy": "#7a8ad0",
          "neglected": "#d0655c", "not_known": "#8b949c"},
)  # fmt: skip
DARK = Palette(
    paper="#19222a", ink="#e8ecef", quiet="#9fabb6", rule="#3b4651", dot_ink="#10181f", accent="#7cc4d6",
    potential="#7f9488",
    dots={"led": "#3aa678", "intended": "#7f9488", "managed_only": "#dd9f38", "led_untidy": "#7f8fd8",
          "neglected": "#d4695f", "not_known": "#a3adb7"},
)  # fmt: skip


def dressed(chart: Any, palette: Palette) -> Any:
    """The chart with the letters and colours of all charts."""
    plain = chart.configure(font=FONT, background=palette.paper, padding=0)
    plain = plain.configure_axis(labelColor=palette.quiet, titleColor=palette.ink, domain=False, ticks=False)
    return plain.configure_view(stroke=None).configure_text(fill=palette.ink)


def svg_of(chart: Any) -> str:
    return _svg(_described(chart))


def png_of(chart: Any, scale: float = 2) -> bytes:
    """``scale`` is how many pixels of the picture stand for one of the chart."""
    return _png(_described(chart), scale)


def _described(chart: Any) -> str:
    return json.dumps(chart.to_dict(), sort_keys=True)


@lru_cache(KEPT)
def _svg(described: str) -> str:
    _know_the_font()
    drawn: str = vl_convert.vegalite_to_svg(described, allowed_base_urls=[])
    return drawn


@lru_cache(KEPT)
def _png(described: str, scale: float) -> bytes:
    _know_the_font()
    drawn: bytes = vl_convert.vegalite_to_png(described, scale=scale, allowed_base_urls=[])
    return drawn


@cache
def _know_the_font() -> None:
    vl_convert.register_font_directory(_font_folder())


@cache
def letters() -> typst.Fonts:
    """The letters of paper and pictures."""
    return typst.Fonts(font_paths=[_font_folder()])


def _font_folder() -> str:
    return str(Path(font_source_sans_pro.__file__).parent)
