"""The weekly review as files: a page that stands alone, and the same as JSON."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.surfaces.pages.review import review_html


def write_review(review: Mapping[str, Any], folder: Path, public_url: str) -> list[Path]:
    """Write ``weekly-review.html`` and ``.json`` into a folder, which is made; links lead to ``public_url``."""
    folder.mkdir(parents=True, exist_ok=True)
    page, data = folder / "weekly-review.html", folder / "weekly-review.json"
    page.write_text(review_html(review, public_url), encoding="utf-8")
    data.write_text(json.dumps(review, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return [page, data]
