"""Shares with the limits they lie in: what a verdict said, against what came after."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import altair as alt

from app.surfaces.charts.drawing import Palette
from app.surfaces.charts.sheet import Label, Row, Sheet, toned
from app.surfaces.pages.formats import percent, sentence
from app.surfaces.texts.catalogues import _

NAME, TRACK, FOOT, SIDE = 18, 20, 20, 18
"""Pixels: the name of a line, the line itself, the numbers below all, and room left and right for half a number."""
VALUE = 48
"""Pixels for the share behind the name."""
STEPS = (0.05, 0.1, 0.2, 0.25, 0.5)
SIDES = {"group": "led", "others": "managed_only"}
"""Where two sides stand against each other, each has the mark of a posture; else a line has its own."""


def drawing(rows: Sequence[Mapping[str, Any]], width: int, height: int | None, palette: Palette) -> Any:
    """A row has ``label``, ``side``, ``value``, ``low`` and ``high`` between 0 and 1. ``height`` follows from them."""
    floor = (NAME + TRACK) * len(rows)
    sheet = Sheet(width, floor + FOOT)
    step = _step(max(row["high"] for row in rows))
    most = min(1.0, step * -(-max(row["high"] for row in rows) // step))

    def across(share: float) -> float:
        return float(SIDE + share / most * (width - 2 * SIDE))

    lines, dots, labels = [], [], list(_numbers(most, step, across, floor + FOOT / 2))
    for place, row in enumerate(rows):
        top = place * (NAME + TRACK)
        tone, y = SIDES.get(row["side"], row["side"]), top + NAME + TRACK / 2
        lines.append({"x": across(row["low"]), "x2": across(row["high"]), "y": y, "tone": tone})
        dots.append({"x": across(row["value"]), "y": y, "tone": tone})
        name = sheet.fitting(sentence(row["label"]), width - VALUE)
        labels.append(Label(f"{name}: {percent(row['value'])}", 0, top + NAME / 2, tone="ink"))
    grid = [{"x": label.x, "x2": label.x, "y": 0, "y2": floor} for label in labels if label.align == "center"]
    says = "; ".join(_said(row) for row in rows)
    return sheet.of([
        sheet.layer(grid).mark_rule(color=palette.rule).encode(x2="x2:Q", y2="y2:Q"),
        _limits(sheet, lines, palette),
        sheet.dots(dots, palette, 110),
        *sheet.texts(labels, palette),
    ], says)  # fmt: skip


def _step(most: float) -> float:
    return next((step for step in STEPS if most / step <= 5), STEPS[-1])


def _numbers(most: float, step: float, across: Any, y: float) -> Iterator[Label]:
    for place in range(round(most / step) + 1):
        yield Label(percent(place * step), across(place * step), y, "center")


def _limits(sheet: Sheet, lines: list[Row], palette: Palette) -> Any:
    drawn = sheet.layer(lines).mark_rule(strokeWidth=5, strokeCap="round", opacity=0.4)
    return drawn.encode(x2="x2:Q", color=toned(dict(palette.dots), alt.Color))


def _said(row: Mapping[str, Any]) -> str:
    return _(
        "%(label)s: %(value)s, between %(low)s and %(high)s",
        label=row["label"],
        value=percent(row["value"]),
        low=percent(row["low"]),
        high=percent(row["high"]),
    )
