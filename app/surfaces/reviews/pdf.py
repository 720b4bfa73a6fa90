"""The weekly review on paper: page 1 is the meeting, what does not fit follows."""

import json
from dataclasses import asdict
from datetime import datetime
from importlib.resources import files
from typing import Literal

import typst

from app.surfaces.charts.drawing import PAPER, Chart, letters, svg_of
from app.surfaces.reviews.outline import Outline

Paper = Literal["a4", "us-letter"]
WORK = (720, 134)
"""Pixels of the chart; its letters come out as large as those around it."""
FOOT = "Leadline. One view of the records, never the only basis for a decision about a person."


def review_pdf(outline: Outline, made_at: datetime, paper: Paper = "a4") -> bytes:
    """A tagged PDF. The same outline and ``made_at`` give the same bytes."""
    said = asdict(outline) | {
        "title": outline.over,
        "parts": [asdict(part) for part in outline.parts],
        "foot": FOOT,
    }
    bars = svg_of(Chart("work", outline.bars), WORK, PAPER, "") if outline.bars else ""
    template: bytes = files("app").joinpath("templates", "review.typ").read_bytes()
    made: bytes = typst.compile(
        template,
        font_paths=letters(),
        sys_inputs={"review": json.dumps(said), "paper": paper, "bars": bars},
        timestamp=int(made_at.timestamp()),
    )
    return made
