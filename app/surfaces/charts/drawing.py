"""From what is known to a picture, each drawn once; and the colours all pictures share."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from hashlib import sha256
from html import escape
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal

import orjson
from markupsafe import Markup

from app.surfaces.charts.pen import Form, Kept, Pen, font_folder
from app.surfaces.texts.reader import reader
from app.surfaces.texts.shown import all_shown

if TYPE_CHECKING:
    import typst

MOST_BYTES = 32 * 1024 * 1024
"""Of pictures kept by their content."""
FONT = "Source Sans Pro, sans-serif"
PAGES = "https://leadline.invalid"
"""Stands for where the pages are until a picture is given out: the library takes absolute links only."""
ROLE = r'( role="\S+"( aria-\S+"\S+")?)?'
LINK = re.compile(rf'<a xlink:href="{re.escape(PAGES)}([^"]*)"><path aria-label="([^"]*)"{ROLE}')
SMALL = 480
"""Below this width a chart is read on a phone: smaller letters, words above marks instead of beside."""
Kind = Literal["quadrant", "trend", "lineup", "work", "rates"]


@dataclass(frozen=True, slots=True)
class Chart:
    """A kind of chart and what it shows. The module of that name says how it looks."""

    kind: Kind
    shows: Any


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
    edge: int = 10
    """Pixels around the picture."""


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
PAPER = replace(LIGHT, edge=0)
"""For pictures inside a mail or on paper, which have margins of their own."""
STYLED = Palette(
    paper="var(--card)", ink="var(--ink)", quiet="var(--quiet)", rule="var(--rule)", dot_ink="var(--dot-ink)",
    accent="var(--accent)", potential="var(--dot-intended)",
    dots={name: f"var(--dot-{name})" for name in LIGHT.dots}, edge=0,
)  # fmt: skip
"""For pictures inside a page: its style sheet has the colours, for light, dark and paper."""
WIDE, NARROW = 720, 340
"""Pixels a desk and a phone have for a chart."""
SHAPES = {
    "led": "circle",
    "managed_only": "square",
    "intended": "square",
    "led_untidy": "diamond",
    "neglected": "triangle-down",
    "not_known": "circle",
}
"""What tells the dots apart where colours do not; not known is a ring, and as intended a frame."""


def svg_of(chart: Chart, size: tuple[int, int | None], palette: Palette, address: str) -> str:
    """``size`` in pixels; without a height as high as its content. ``address`` is where the pages are."""
    return _drawn(chart, size, palette, "svg").decode().replace(PAGES, escape(address.rstrip("/")))


def png_of(chart: Chart, size: tuple[int, int | None], palette: Palette, scale: float = 2) -> bytes:
    """``scale`` is how many pixels of the picture stand for one of the chart."""
    return _drawn(chart, size, palette, "png", scale)


def drawn(chart: Chart, wide: int = WIDE) -> Markup:
    """The chart in a page, for a desk and for a phone; the style sheet shows the one that fits."""
    looks = (("wide", wide), ("narrow", NARROW))
    return Markup("").join(
        Markup('<div class="chart {}">{}</div>').format(name, inside(chart, (width, None), "", "_top"))
        for name, width in looks
    )


def inside(chart: Chart, size: tuple[int, int | None], address: str, target: str) -> Markup:
    """The chart as part of a page; ``target`` is where its links open."""
    # Within a page the names of its languages go without saying.
    svg = re.sub(r' xmlns(:xlink)?="[^"]*"', "", svg_of(chart, size, STYLED, address))
    return Markup(svg.replace("<a xlink:href=", f'<a target="{target}" rel="noopener" href='))


_PEN = Pen()
_KEPT = Kept(MOST_BYTES)


def _drawn(chart: Chart, size: tuple[int, int | None], palette: Palette, form: Form, scale: float = 1) -> bytes:
    content = orjson.dumps([chart.kind, chart.shows, size, palette, form, scale, reader()], option=orjson.OPT_SORT_KEYS)

    def draw() -> bytes:
        described = _described(chart, size, palette)
        drawn = _PEN.draw(json.dumps(described), form, scale)
        return drawn if form == "png" else _readable(drawn.decode(), described["description"]).encode()

    return _KEPT.get(sha256(content).hexdigest(), draw)


def _described(chart: Chart, size: tuple[int, int | None], palette: Palette) -> dict[str, Any]:
    # What describes charts takes long to load, and a server that just started is waited for.
    width, height = size[0] - 2 * palette.edge, size[1] and size[1] - 2 * palette.edge
    drawing = import_module(f"app.surfaces.charts.{chart.kind}").drawing(chart.shows, width, height, palette)
    plain = drawing.configure(font=FONT, background=palette.paper, padding=palette.edge)
    plain = plain.configure_axis(
        labelColor=palette.quiet, titleColor=palette.ink, gridColor=palette.rule, domain=False, ticks=False
    )
    # Read out, places in pixels say nothing: a mark that says something has a description of its own.
    described: dict[str, Any] = all_shown(plain.configure_view(stroke=None).configure_mark(aria=False).to_dict())
    return described


def _readable(svg: str, description: str) -> str:
    """With a name for who cannot see it, and on every link what it leads to."""
    linked, links = LINK.subn(
        rf'<a xlink:href="{PAGES}\1" aria-label="\2"><title>\2</title><path aria-hidden="true"', svg
    )
    role = "group" if links else "img"
    return linked.replace("<svg ", f'<svg role="{role}" aria-label="{escape(description)}" ', 1)


@cache
def letters() -> "typst.Fonts":
    """The letters of paper and pictures."""
    import typst

    return typst.Fonts(font_paths=[font_folder()])
