"""All accounts at a glance: basics done right across, leadership upwards, a dot an account."""

from collections.abc import Iterator
from typing import Any

import altair as alt

from app.surfaces.charts.drawing import Palette, dressed
from app.surfaces.pages.formats import band, called, money, stance
from app.surfaces.pages.quadrant import LEFT, SIDE_X, SIDE_Y, TOP, Mark, Quadrant
from app.surfaces.pages.words import words

SMALL = 420
"""Below this width, in pixels, a chart has no room for numbers in its dots."""
LABEL_PART, LARGEST_LABEL, SMALLEST_LABEL = 0.03, 13, 9
ROOM = 34.0
"""Above and below the plot, for the names, in units of the drawing."""
RIGHT, FLOOR = LEFT + SIDE_X, TOP + SIDE_Y


def quadrant_chart(quadrant: Quadrant, width: int, height: int, palette: Palette, address: str | None) -> Any:
    """``width`` and ``height`` in pixels, everything included. ``address`` is where the pages are."""
    scale = min(width / SIDE_X, height / (SIDE_Y + 2 * ROOM))
    across = alt.X("x:Q", scale=alt.Scale(domain=[LEFT, RIGHT], nice=False, zero=False), axis=None)
    up = alt.Y("y:Q", scale=alt.Scale(domain=[FLOOR + ROOM, TOP - ROOM], nice=False, zero=False), axis=None)
    rows = [_row(mark, scale, address) for mark in quadrant.marks]
    layers = [
        _zones(quadrant, palette, across, up),
        _lines(quadrant, palette, across, up),
        _reaches(quadrant, palette, across, up),
        _dots(rows, palette, across, up),
        _names(palette, across, up, width),
    ]
    if width >= SMALL:
        numbered = alt.Chart({"values": [row for row in rows if row["rank"]]})
        layers.insert(-1, numbered.mark_text(fontWeight="bold", fontSize=11, color=palette.dot_ink).encode(
            x=across, y=up, text="rank:N"))  # fmt: skip
    chart = alt.layer(*layers).properties(width=width, height=height, description=quadrant_words(quadrant))
    return dressed(chart, palette)


def quadrant_words(quadrant: Quadrant) -> str:
    """The picture in words, for those who cannot see it."""
    shown = ", ".join(f"{called(mark.account)} {mark.account['posture_words']}" for mark in quadrant.marks if mark.rank)
    count = len(quadrant.marks)
    said = f"{count} accounts by basics done right, from left to right, and leadership, from bottom to top."
    return f"{said} This week's five: {shown}." if shown else said


def _row(mark: Mark, scale: float, address: str | None) -> dict[str, Any]:
    account = mark.account
    leadership, basics = band(account["effectiveness"]), band(account["efficiency"])
    at_stake = money(account["priority"]["value"])
    row = {
        "x": mark.x,
        "y": mark.y,
        "size": round(3.1416 * (mark.radius * scale) ** 2, 1),
        "stance": stance(account),
        "rank": str(mark.rank) if mark.rank else "",
        "says": f"{called(account)}: {account['posture_words']}. Leadership {leadership}. Basics {basics}. {at_stake}.",
    }
    return row | ({"url": f"{address.rstrip('/')}/accounts/{account['leadline_id']}"} if address else {})


def _zones(quadrant: Quadrant, palette: Palette, across: alt.X, up: alt.Y) -> Any:
    middle, line = quadrant.basics_line, quadrant.leadership_line[0]
    zones = [
        {"stance": "led_untidy", "x": LEFT, "x2": middle, "y": TOP, "y2": line},
        {"stance": "led", "x": middle, "x2": RIGHT, "y": TOP, "y2": line},
        {"stance": "neglected", "x": LEFT, "x2": middle, "y": line, "y2": FLOOR},
        {"stance": "managed_only", "x": middle, "x2": RIGHT, "y": line, "y2": FLOOR},
    ]
    return alt.Chart({"values": zones}).mark_rect(opacity=0.1).encode(
        x=across, x2="x2:Q", y=up, y2="y2:Q", color=_colour(palette))  # fmt: skip


def _colour(palette: Palette) -> alt.Color:
    scale = alt.Scale(domain=list(palette.dots), range=list(palette.dots.values()))
    return alt.Color("stance:N", scale=scale, legend=None)


def _lines(quadrant: Quadrant, palette: Palette, across: alt.X, up: alt.Y) -> Any:
    line: dict[str, Any] = {"color": palette.quiet, "strokeDash": [4, 3]}
    level = [{"x": LEFT, "x2": RIGHT, "y": y} for y in sorted(set(quadrant.leadership_line[:1]))]
    upRIGHT = [{"x": quadrant.basics_line, "y": TOP, "y2": FLOOR}]
    return alt.layer(
        alt.Chart({"values": level}).mark_rule(**line).encode(x=across, x2="x2:Q", y=up),
        alt.Chart({"values": upRIGHT}).mark_rule(**line).encode(x=across, y=up, y2="y2:Q"),
    )


def _reaches(quadrant: Quadrant, palette: Palette, across: alt.X, up: alt.Y) -> Any:
    ends = [end for mark in quadrant.marks for end in _ends(mark)]
    drawn = alt.Chart({"values": ends}).mark_rule(strokeWidth=2, opacity=0.35, color=palette.quiet)
    return drawn.encode(x=across, x2="x2:Q", y=up, y2="y2:Q")


def _ends(mark: Mark) -> Iterator[dict[str, float]]:
    if mark.band_x:
        yield {"x": mark.band_x[0], "x2": mark.band_x[1], "y": mark.y, "y2": mark.y}
    if mark.band_y:
        yield {"x": mark.x, "x2": mark.x, "y": mark.band_y[0], "y2": mark.band_y[1]}


def _dots(rows: list[dict[str, Any]], palette: Palette, across: alt.X, up: alt.Y) -> Any:
    dots = alt.Chart({"values": rows}).mark_circle(opacity=0.92, stroke=palette.dot_ink, strokeWidth=0.5)
    links = {"href": "url:N"} if rows and "url" in rows[0] else {}
    size = alt.Size("size:Q", scale=None, legend=None)
    return dots.encode(x=across, y=up, size=size, color=_colour(palette), tooltip="says:N", **links)


def _names(palette: Palette, across: alt.X, up: alt.Y, width: int) -> Any:
    size = max(SMALLEST_LABEL, min(LARGEST_LABEL, width * LABEL_PART))
    names: list[tuple[str, float, float, Any]] = [
        (words("led_untidy", "posture"), LEFT, TOP - ROOM / 2, "left"),
        (words("led", "posture"), RIGHT, TOP - ROOM / 2, "right"),
        (words("neglected", "posture"), LEFT, FLOOR + ROOM / 2, "left"),
        (words("managed_only", "posture"), RIGHT, FLOOR + ROOM / 2, "right"),
    ]
    if width >= SMALL:
        middle = (LEFT + RIGHT) / 2
        names += [
            ("leadership \u2191", middle, TOP - ROOM / 2, "center"),
            ("basics done right \u2192", middle, FLOOR + ROOM / 2, "center"),
        ]
    return alt.layer(*(
        alt.Chart({"values": [{"x": x, "y": y, "name": name}]}).mark_text(
            align=align, baseline="middle", fontSize=size, fontWeight=400 if align == "center" else 600,
            color=palette.quiet, dx={"left": 5, "right": -5, "center": 0}[align],
        ).encode(x=across, y=up, text="name:N")
        for name, x, y, align in names
    ))  # fmt: skip
