"""A chart alone, for a frame in a page of ours."""

from collections.abc import Mapping
from typing import Any

from app.surfaces.charts.drawing import Chart
from app.surfaces.charts.places import quadrant_of
from app.surfaces.pages.rendering import render
from app.surfaces.texts.catalogues import _


def quadrant_html(review: Mapping[str, Any]) -> str:
    """``review`` is the live one."""
    shown = quadrant_of(review["quadrant"], [each["leadline_id"] for each in review["accounts"]])
    return render("chart_frame.html", title=_("All accounts at a glance"), chart=Chart("quadrant", shown))
