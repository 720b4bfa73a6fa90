"""What a search found."""

from dataclasses import replace

from app.services.search_names import Found
from app.surfaces.pages.rendering import Frame, render

LONGEST = 200


def search_html(asked: str, found: Found, frame: Frame) -> str:
    return render("search.html", frame=replace(frame, asked=asked), found=found, asked=asked)
