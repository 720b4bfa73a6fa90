"""A sheet to draw on in pixels, from its upper left corner, for charts with words beside every mark."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import altair as alt

from app.surfaces.charts.drawing import SHAPES, SMALL, Palette

LETTER = 0.64
"""The width of a letter in bold, as part of its height, in a wide font."""
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Label:
    text: str
    x: float
    y: float
    align: str = "left"
    weight: int = 400
    angle: int = 0
    tone: str = "quiet"
    """A colour of the palette, by its name."""


@dataclass(frozen=True, slots=True)
class Sheet:
    width: float
    height: float

    @property
    def is_small(self) -> bool:
        return self.width < SMALL

    @property
    def letters(self) -> int:
        return 11 if self.is_small else 12

    def fitting(self, text: str, width: float) -> str:
        """As much of the text as fits in any of the fonts a page may have; the whole stands beside the chart."""
        most = int(width / self.letters / LETTER)
        return text if len(text) <= most else text[: most - 1].rstrip() + "\u2026"

    def layer(self, rows: Iterable[Row]) -> Any:
        """Marks at ``x`` and ``y`` of each row."""
        across = alt.Scale(domain=[0, self.width], nice=False, zero=False)
        down = alt.Scale(domain=[self.height, 0], nice=False, zero=False)
        drawn = alt.Chart({"values": list(rows)})
        return drawn.encode(x=alt.X("x:Q", scale=across, axis=None), y=alt.Y("y:Q", scale=down, axis=None))

    def boxes(self, rows: Iterable[Row], colours: dict[str, str], **looks: Any) -> Any:
        """From ``x`` and ``y`` to ``x2`` and ``y2``, coloured by ``tone``."""
        return self.layer(rows).mark_rect(**looks).encode(x2="x2:Q", y2="y2:Q", color=toned(colours, alt.Color))

    def dots(self, rows: Iterable[Row], palette: Palette, size: int) -> Any:
        """A mark of the posture that is the ``tone`` of each row: a shape and a colour; a ring for not known."""
        colours = dict(palette.dots)
        ring = alt.FieldEqualPredicate(field="tone", equal="not_known")
        shapes = alt.Scale(domain=list(SHAPES), range=list(SHAPES.values()))
        return self.layer(rows).mark_point(size=size, opacity=1).encode(
            fill=alt.condition(ring, alt.value(palette.paper), toned(colours, alt.Fill)),
            stroke=alt.condition(ring, toned(colours, alt.Stroke), alt.value(palette.paper)),
            strokeWidth=alt.condition(ring, alt.value(2.2), alt.value(1)),
            shape=alt.Shape("tone:N", scale=shapes, legend=None),
        )  # fmt: skip

    def texts(self, labels: Iterable[Label], palette: Palette) -> list[Any]:
        def looks(label: Label) -> tuple[str, int, int, str]:
            return label.align, label.weight, label.angle % 360, label.tone

        return [
            self.layer({"x": each.x, "y": each.y, "text": each.text} for each in some)
            .mark_text(
                align=align, baseline="middle", angle=angle, fontSize=self.letters, fontWeight=weight,
                color=getattr(palette, tone),
            )
            .encode(text="text:N")
            for (align, weight, angle, tone), some in groupby(sorted(labels, key=looks), looks)
        ]  # fmt: skip

    def of(self, layers: Iterable[Any], says: str) -> Any:
        return alt.layer(*layers).properties(width=self.width, height=self.height, description=says)


def toned(colours: dict[str, str], channel: Any) -> Any:
    """Coloured by the ``tone`` of each row."""
    return channel("tone:N", scale=alt.Scale(domain=list(colours), range=list(colours.values())), legend=None)
