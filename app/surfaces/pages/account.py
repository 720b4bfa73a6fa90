"""One account: why it stands where it stands, and everything on file."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.domain.terms import FLAG_CODES
from app.surfaces.pages.rendering import Frame, render

MOST_CONTACTS = 200


def account_html(assessment: Mapping[str, Any], timeline: Sequence[Mapping[str, Any]], frame: Frame) -> str:
    """``timeline`` is the latest part of it; of it the contact that counts is shown."""
    order = {code: place for place, code in enumerate(FLAG_CODES)}
    by_weight = {
        name: sorted(assessment[name], key=lambda each: order.get(each["code"], len(order)))
        for name in ("findings", "flags")
    }
    contacts = [item for item in timeline if item["two_way"] and item["in_window"]]
    return render(
        "account.html",
        frame=frame,
        account={**assessment, **by_weight},
        contacts=contacts[:MOST_CONTACTS],
        more_contacts=len(contacts) > MOST_CONTACTS,
    )


def timeline_html(
    account: Mapping[str, Any], items: Sequence[Mapping[str, Any]], next_start: int | None, start: int, frame: Frame
) -> str:
    """``items`` are those from ``start`` on, latest first."""
    listed = {"items": items, "start": start, "next_start": next_start}
    return render("timeline.html", frame=frame, account=account, listed=listed)
