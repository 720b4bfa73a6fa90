"""Where the creating work goes against where the potential is: a pair of bars for each quarter of the accounts."""

from collections.abc import Sequence
from typing import Any

from app.surfaces.charts.drawing import Palette
from app.surfaces.charts.sheet import Label, Sheet
from app.surfaces.reviews.outline import Bars
from app.surfaces.texts.catalogues import N_, _

PARTS = {"potential": N_("share of the potential"), "accent": N_("share of our creating work")}
HEAD, LINE, BAR, GAP = 24, 18, 13, 10
"""Pixels: the legend, the name of a quarter above its bars, a bar, and what lies between two quarters."""
NAME, SAYS, LEGEND = 150, 56, 210
"""Pixels across: names beside their bars, the share in words right of its bar, and one entry of the legend."""


def drawing(bars: Sequence[Bars], width: int, height: int | None, palette: Palette) -> Any:
    """``height`` is for paper, where bars may be thinner; on a phone it follows from their number."""
    is_small = Sheet(width, 0).is_small
    start, above = (0, LINE) if is_small else (NAME, 0)
    each = (height - HEAD) / len(bars) if height else above + 2 * BAR + GAP
    bar_height = (each - above) * BAR / (2 * BAR + GAP)
    sheet = Sheet(width, HEAD + each * len(bars))
    most = max([0.01, *(share for bar in bars for share in (bar.potential, bar.creating) if share is not None)])
    step = min(width / 2, LEGEND)
    rows = [
        {"x": place * step, "x2": place * step + 10, "y": 3, "y2": 13, "tone": tone} for place, tone in enumerate(PARTS)
    ]
    labels = [Label(_(says), place * step + 15, 8) for place, says in enumerate(PARTS.values())]
    for place, bar in enumerate(bars):
        top = HEAD + place * each
        middle = top + (above / 2 if is_small else bar_height)
        labels.append(Label(f"{bar.part} ({bar.accounts})", 0, middle, weight=600, tone="ink"))
        shares = (bar.potential, bar.creating)
        for line, (tone, share, says) in enumerate(zip(PARTS, shares, bar.says, strict=True)):
            end = start + (share or 0) / most * (width - start - SAYS)
            y = top + above + line * bar_height
            rows.append({"x": start, "x2": end, "y": y + 1, "y2": y + bar_height - 1, "tone": tone})
            labels.append(Label(says, end + 5, y + bar_height / 2, tone="ink"))
    colours = {tone: getattr(palette, tone) for tone in PARTS}
    says = "; ".join(
        _(
            "%(part)s: %(potential)s of the potential, %(creating)s of our creating work",
            part=bar.part,
            potential=bar.says[0],
            creating=bar.says[1],
        )
        for bar in bars
    )
    return sheet.of([sheet.boxes(rows, colours), *sheet.texts(labels, palette)], says)
