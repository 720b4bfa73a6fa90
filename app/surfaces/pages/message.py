"""A page that says one thing."""

from app.surfaces.pages.rendering import Frame, render
from app.surfaces.pages.words import worded


def message_html(title: str, detail: str, way_out: tuple[str, str] | None = None, frame: Frame | None = None) -> str:
    """``way_out`` is an address and what its button says."""
    return render("message.html", frame=frame, title=worded(title), detail=worded(detail), way_out=way_out)
