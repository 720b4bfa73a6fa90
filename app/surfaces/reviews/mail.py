"""The weekly review as the body of a mail: words for every mail program, and the same with one picture."""

from collections.abc import Mapping
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any

from app.surfaces.charts.drawing import LIGHT, PAPER, Chart, png_of
from app.surfaces.pages.rendering import render
from app.surfaces.reviews.outline import outline_of
from app.surfaces.reviews.plain import review_text

WIDTH = 520
PICTURE = "creating-work"


def review_mail(review: Mapping[str, Any], address: str) -> EmailMessage:
    """Without sender and receiver. The picture travels inside; nothing is fetched when it is opened."""
    outline = outline_of(review, address)
    message = EmailMessage()
    message["Subject"] = f"{outline.headline.rstrip('.')} ({review['week']})"
    message["Date"] = format_datetime(datetime.fromisoformat(review["made_at"]))
    message.set_content(review_text(outline))
    page = render("review_mail.html", outline=outline, week=review["week"], address=address.rstrip("/"),
                  picture=PICTURE if outline.bars else None, width=WIDTH, palette=LIGHT)  # fmt: skip
    message.add_alternative(page, subtype="html")
    if outline.bars:
        _, html = message.iter_parts()
        html.add_related(png_of(Chart("work", outline.bars), (WIDTH, None), PAPER), "image", "png", cid=f"<{PICTURE}>")
    return message
