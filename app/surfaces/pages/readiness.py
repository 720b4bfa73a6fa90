"""What the records can answer, what is missing, and the busiest accounts nobody leads."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.surfaces.pages.imports import called
from app.surfaces.pages.rendering import Frame, render


def readiness_html(
    readiness: Mapping[str, Any],
    busiest: Sequence[Mapping[str, Any]],
    sources: Sequence[str],
    came: Mapping[str, Any] | None,
    frame: Frame,
) -> str:
    """``came``: the import that was just done."""
    return render(
        "readiness.html",
        frame=frame,
        readiness=readiness,
        busiest=busiest,
        sources=sources,
        came=came,
        called=called,
    )
