"""One account: why it stands where it stands, and everything on file."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.surfaces.pages.rendering import Frame, render

MOST_CONTACTS = 60


def account_html(assessment: Mapping[str, Any], timeline: Sequence[Mapping[str, Any]], frame: Frame) -> str:
    """``timeline`` is the latest part of it; of it the contact that counts is shown."""
    contacts = [item for item in timeline if item["two_way"] and item["in_window"]]
    return render(
        "account.html",
        frame=frame,
        account=assessment,
        contacts=contacts[:MOST_CONTACTS],
        more_contacts=len(contacts) > MOST_CONTACTS,
    )


def timeline_html(
    account: Mapping[str, Any], items: Sequence[Mapping[str, Any]], next_start: int | None, frame: Frame
) -> str:
    return render("timeline.html", frame=frame, account=account, listed={"items": items, "next_start": next_start})
