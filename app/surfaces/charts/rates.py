"""Charts: a Vega-Lite description in, SVG text out. Colours and fonts come from the page's own style sheet."""

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import vl_convert

ROW_HEIGHT = 34
WIDTH = 320
LABEL_WIDTH = 200
ROOM = {"left": 22, "top": 6, "right": 14, "bottom": 6}
"""Browsers draw letters wider than they are measured here."""
INK = "#17222d"
COLOURS = {
    "group": "#1d7350",
    "others": "#9a5b06",
    "led": "#1d7350",
    "managed_only": "#9a5b06",
    "led_untidy": "#4a59a8",
    "neglected": "#a93a32",
    "not_known": "#6d7680",
}
"""What a line stands for; the style sheet has each in a light and a dark shade."""


def rates_chart(rows: Sequence[Mapping[str, Any]]) -> str:
    """Shares as dots with their limits as bars, one line each, in the order given.

    A row has ``label``, ``side`` (a key of COLOURS), ``value``, ``low`` and ``high`` between 0 and 1.
    """
    highest = min(1.0, max((row["high"] for row in rows), default=1.0) * 1.1)
    colours = alt.Scale(domain=list(COLOURS), range=list(COLOURS.values()))
    lines = alt.Chart({"values": list(rows)}).encode(
        y=alt.Y("label:N", sort=None, title=None, axis=alt.Axis(labelLimit=LABEL_WIDTH, ticks=False, domain=False)),
        color=alt.Color("side:N", scale=colours, legend=None),
    )
    across = alt.Scale(domain=[0, highest], nice=True)
    bars = lines.mark_rule(strokeWidth=4, strokeOpacity=0.45, strokeCap="round").encode(
        x=alt.X("low:Q", scale=across, title=None, axis=alt.Axis(format=".0%", tickCount=5)), x2="high:Q"
    )
    dots = lines.mark_point(filled=True, size=110, opacity=1).encode(x=alt.X("value:Q", scale=across))
    chart = (bars + dots).properties(width=WIDTH, height=alt.Step(ROW_HEIGHT))
    styled = chart.configure(background="transparent", font="sans-serif", padding=ROOM).configure_view(stroke=None)
    svg: str = vl_convert.vegalite_to_svg(styled.configure_axis(labelFontSize=13, labelColor=INK).to_dict())
    return svg
