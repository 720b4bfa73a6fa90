"""All accounts together."""

from collections.abc import Mapping
from typing import Any

from app.surfaces.pages.filters import everybody, owners_offered
from app.surfaces.pages.rendering import Frame, render
from app.surfaces.reviews.outline import bars_of


def portfolio_html(portfolio: Mapping[str, Any], owner: int | None, team: str | None, frame: Frame) -> str:
    """``owner`` and ``team`` are what was asked for."""
    gathered = [each for each in portfolio["owners"] if frame.gathers(each)]
    return render(
        "portfolio.html",
        frame=frame,
        portfolio=portfolio,
        bars=bars_of(portfolio["work"]),
        owners=owners_offered(gathered, team, owner),
        everybody=everybody(gathered) if gathered else None,
        teams=sorted({each["team"] for each in portfolio["owners"] if each["team"]}),
        owner=owner,
        team=team,
    )
