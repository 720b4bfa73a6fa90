"""Where the creating work goes against where the potential is: a pair of bars for each quarter of the accounts."""

from collections.abc import Sequence
from typing import Any

import altair as alt

from app.surfaces.charts.drawing import Palette, dressed
from app.surfaces.reviews.outline import Bars

PARTS = ("of the potential", "of our creating work")


def work_chart(bars: Sequence[Bars], width: int, height: int, palette: Palette) -> Any:
    """Size in pixels, everything included as far as labels allow."""
    rows = [
        {"part": bar.part, "what": what, "share": share, "says": says}
        for bar in bars
        for what, share, says in zip(PARTS, (bar.potential, bar.creating), bar.says, strict=True)
    ]
    names = [bar.part for bar in bars]
    drawn = alt.Chart({"values": rows}).encode(
        y=alt.Y("part:N", sort=names, title=None, axis=alt.Axis(labelLimit=150, labelFontSize=12)),
        yOffset=alt.YOffset("what:N", sort=list(PARTS)),
        x=alt.X("share:Q", axis=None, scale=alt.Scale(domain=[0, 1.12 * _most(bars)])),
    )
    colours = alt.Scale(domain=list(PARTS), range=[palette.potential, palette.accent])
    legend = alt.Legend(title=None, orient="top", labelColor=palette.ink, labelFontSize=12, padding=0, offset=4)
    shown = drawn.mark_bar(cornerRadius=1).encode(color=alt.Color("what:N", scale=colours, legend=legend))
    said = drawn.mark_text(align="left", dx=4, fontSize=11, color=palette.ink).encode(text="says:N")
    description = "; ".join(f"{bar.part}: {bar.says[0]} {PARTS[0]}, {bar.says[1]} {PARTS[1]}" for bar in bars)
    sized = alt.layer(shown, said).properties(width=width - 120, height=height - 28, description=description)
    return dressed(sized, palette).configure_axis(labelColor=palette.ink, domain=False, ticks=False, grid=False)


def _most(bars: Sequence[Bars]) -> float:
    return max([0.01, *(share for bar in bars for share in (bar.potential, bar.creating) if share is not None)])
