"""The page on Monday."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from app.domain import terms
from app.services.read_actions import Agreeing
from app.surfaces.pages.formats import stance
from app.surfaces.pages.quadrant import quadrant
from app.surfaces.pages.rendering import Frame, render

PAGE = 30
NOT_GROW = "not_grow"
SORTS = ("priority", "name", "effectiveness", "efficiency")


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list of all accounts shows. Kept in the address; what is not understood there is left out."""

    owner: int | None = None
    aim: str | None = None
    posture: str | None = None
    sort: str = "priority"
    start: int = 0

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "Filters":
        return cls(
            owner=_whole(query.get("owner")),
            aim=_one_of(query.get("aim"), (*get_args(terms.Aim), NOT_GROW)),
            posture=_one_of(query.get("posture"), get_args(terms.Posture)),
            sort=_one_of(query.get("sort"), SORTS) or "priority",
            start=_whole(query.get("start")) or 0,
        )

    def fits(self, item: Mapping[str, Any]) -> bool:
        owner = item["owner"]["leadline_id"] if item["owner"] else None
        # As the headline counts: on a pause, or in its first weeks, an account is shown and not counted.
        posture = item["posture"] if item["state"] == "assessed" else None
        aims = {None: get_args(terms.Aim), NOT_GROW: ("keep", "exit")}.get(self.aim, (self.aim,))
        return self.owner in (None, owner) and item["aim"] in aims and self.posture in (None, posture)


def monday_html(
    review: Mapping[str, Any],
    accounts: Sequence[Mapping[str, Any]],
    filters: Filters,
    frame: Frame,
    agreeing: Agreeing | None = None,
) -> str:
    """``review`` is the live one; ``accounts`` are all, in the order asked for."""
    fitting = [item for item in accounts if filters.fits(item)]
    assessed = [item for item in review["quadrant"] if item["state"] == "assessed"]
    end = filters.start + PAGE
    owners = {item["owner"]["leadline_id"]: item["owner"] for item in accounts if item["owner"]}
    return render(
        "monday.html",
        frame=frame,
        review=review,
        agreeing=agreeing,
        quadrant=quadrant(review["quadrant"], [each["leadline_id"] for each in review["accounts"]]),
        listed={"items": fitting[filters.start : end], "next_start": end if end < len(fitting) else None},
        postures=Counter(stance(item) for item in assessed),
        not_counted=len(accounts) - len(assessed),
        owners=sorted(owners.values(), key=lambda owner: (owner["name"] or "").casefold()),
        filters=filters,
        accounts_on_file=len(accounts),
    )


def _whole(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 18 else None


def _one_of(text: str | None, known: Sequence[str]) -> str | None:
    return text if text in known else None
