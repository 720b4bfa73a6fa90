"""The weekly review in each form somebody may ask for, all with the same content."""

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from app.surfaces.pages.review import review_html
from app.surfaces.reviews.outline import outline_of
from app.surfaces.reviews.pdf import Paper, review_pdf
from app.surfaces.texts.reader import WORKSPACE, reading_as

Form = Literal["html", "json", "pdf", "xlsx"]
MEDIA: dict[Form, str] = {
    "json": "application/json",
    "html": "text/html",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@reading_as(WORKSPACE)
def review_file(review: Mapping[str, Any], form: Form, address: str, paper: Paper = "a4") -> bytes:
    """``address`` is where links lead. The same review gives the same bytes, whenever it is asked for."""
    if form == "html":
        return review_html(review, address).encode()
    if form == "json":
        return (json.dumps(review, ensure_ascii=False, indent=1) + "\n").encode()
    made_at, outline = datetime.fromisoformat(review["made_at"]), outline_of(review, address)
    if form == "pdf":
        return review_pdf(outline, made_at, paper)
    # What writes sheets takes long to load, and a server that just started is waited for.
    from app.surfaces.reviews.sheets import review_sheets

    return review_sheets(outline, made_at)


def write_review(review: Mapping[str, Any], folder: Path, address: str, paper: Paper = "a4") -> list[Path]:
    """Write ``weekly-review`` in every form into a folder, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for form in MEDIA:
        path = folder / f"weekly-review.{form}"
        path.write_bytes(review_file(review, form, address, paper))
        written.append(path)
    return written
