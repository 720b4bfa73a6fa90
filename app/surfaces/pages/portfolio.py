"""All accounts together."""

from collections.abc import Mapping
from typing import Any

from app.surfaces.pages.rendering import Frame, render


def portfolio_html(portfolio: Mapping[str, Any], owner: int | None, team: str | None, frame: Frame) -> str:
    """``owner`` and ``team`` are what was asked for."""
    return render(
        "portfolio.html",
        frame=frame,
        portfolio=portfolio,
        # The bars are the review's: they look for it by name.
        review={"work": portfolio["work"]},
        owners=portfolio["owners"],
        teams=sorted({each["team"] for each in portfolio["owners"] if each["team"]}),
        owner=owner,
        team=team,
    )
