"""A person on our side, and what a workspace has chosen for its people."""

from collections.abc import Mapping
from typing import Any

from app.services.choose_person import MOST_LISTED
from app.surfaces.pages.rendering import Frame, render


def person_html(person: Mapping[str, Any], frame: Frame) -> str:
    return render("person.html", frame=frame, person=person)


def privacy_html(people: Mapping[int, str], looks_kept_days: int, frame: Frame, *, by_owner: bool) -> str:
    """``people`` are number and name of everybody on our side."""
    listed = people if len(people) <= MOST_LISTED else {}
    return render(
        "privacy.html", frame=frame, people=people, listed=listed, looks_kept_days=looks_kept_days, by_owner=by_owner
    )
