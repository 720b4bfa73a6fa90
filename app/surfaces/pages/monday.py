"""The page on Monday."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from app.services.choosing import Choices
from app.services.read_actions import Agreeing
from app.surfaces.pages.filters import PAGE, Filters, selects
from app.surfaces.pages.formats import stance
from app.surfaces.pages.rendering import Frame, render


def monday_html(
    review: Mapping[str, Any],
    items: Sequence[Mapping[str, Any]],
    fitting: int,
    choices: Choices,
    filters: Filters,
    frame: Frame,
    agreeing: Agreeing | None = None,
) -> str:
    """``review`` is the live one of the accounts that fit; ``items`` a page of their list, ``fitting`` how many fit."""
    assessed = [item for item in review["quadrant"] if item["state"] == "assessed"]
    end = filters.start + PAGE
    return render(
        "monday.html",
        frame=frame,
        review=review,
        agreeing=agreeing,
        our_people=agreeing.whom.proposed if agreeing else (),
        listed={"items": items, "next_start": end if end < fitting else None},
        fitting=fitting,
        postures=Counter(stance(item) for item in assessed),
        not_counted=fitting - len(assessed),
        selects=selects(filters, choices, frame),
        filters=filters,
        accounts_on_file=choices.accounts,
    )
