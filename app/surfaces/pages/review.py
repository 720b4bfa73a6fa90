"""The weekly pipeline review: as a page, and as a file of its own."""

from collections.abc import Mapping
from typing import Any

from app.surfaces.pages.rendering import Frame, render, stylesheet


def review_page_html(review: Mapping[str, Any], frame: Frame) -> str:
    return render("review.html", frame=frame, review=review, address="")


def review_html(review: Mapping[str, Any], address: str | None = None) -> str:
    """A file that needs nothing beside it. ``address`` is where the pages are; without one, names are plain text."""
    return render("review_file.html", review=review, css=stylesheet(), address=address and address.rstrip("/"))
