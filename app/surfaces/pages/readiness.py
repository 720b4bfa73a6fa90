"""What the records can answer, and what is missing."""

from collections.abc import Mapping
from typing import Any

from app.surfaces.pages.rendering import Frame, render


def readiness_html(readiness: Mapping[str, Any], frame: Frame) -> str:
    return render("readiness.html", frame=frame, readiness=readiness)
