"""The weekly pipeline review: as a page, and as a file of its own."""

from collections.abc import Mapping
from typing import Any

from app.services.read_actions import Agreeing
from app.surfaces.pages.rendering import Frame, render, stylesheet
from app.surfaces.reviews.outline import outline_of
from app.surfaces.texts.reader import WORKSPACE, reading_as


@reading_as(WORKSPACE)
def review_page_html(
    review: Mapping[str, Any], frame: Frame, since: Mapping[str, Any], agreeing: Agreeing | None
) -> str:
    """``since`` is what has arrived after it was frozen; with ``agreeing`` decisions can be entered."""
    outline = outline_of(review, "")
    return render(
        "review.html",
        frame=frame,
        review=review,
        outline=outline,
        since=since,
        agreeing=agreeing,
        our_people=agreeing.whom.proposed if agreeing else (),
    )


@reading_as(WORKSPACE)
def review_html(review: Mapping[str, Any], address: str | None = None) -> str:
    """A file that needs nothing beside it. ``address`` is where the pages are; without one, names are plain text."""
    outline = outline_of(review, address)
    return render("review_file.html", review=review, outline=outline, agreeing=None, css=stylesheet())
