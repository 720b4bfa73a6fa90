"""A person says what the CRM's own words mean: a stage, a title, a word of a field. It is a policy like any other."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, get_args

from sqlalchemy import Connection

from app.domain import terms
from app.domain.records.choices import CHOICES
from app.domain.wording.mapping import correction_sentence
from app.errors import FieldError, does_not_fit
from app.models.workspace import lock_workspace
from app.services.draft_policy import draft_policy
from app.services.policies import published
from app.services.publish_policy import LONGEST_REASON, publish_policy

STAGE, TITLE = "stage", "title"
MEANINGS: dict[str, tuple[str, ...]] = {
    STAGE: get_args(terms.StageKind),
    TITLE: ("5", "4", "3", "2", "1", "0"),
    **CHOICES,
}
"""What each kind of word may mean."""
SOMEBODY = "somebody at this machine"


@dataclass(frozen=True, slots=True)
class Correction:
    """``about`` is stage, title, or type and field as in ``activity.kind``; ``means`` None takes it back."""

    about: str
    word: str
    means: str | None


def correct_words(
    connection: Connection, workspace_id: int, corrections: Iterable[Correction], made_by: str | None, now: datetime
) -> bool:
    """Publish what the words mean from now on; every account is marked. False where all was said before.

    Raises Problem (422) for a word or a meaning that is none.
    """
    some = list(corrections)
    for each in some:
        _check(each)
    lock_workspace(connection, workspace_id)
    before = published(connection, workspace_id)["body"]
    body: dict[str, Any] = json.loads(json.dumps(before))
    said = [each for each in some if _say(body, each)]
    if not said:
        return False
    made = draft_policy(connection, workspace_id, body, made_by=made_by, now=now)
    reason = " ".join(correction_sentence(each.about, each.word, each.means) for each in said)
    shown = reason if len(reason) <= LONGEST_REASON else reason[: LONGEST_REASON - 1] + "…"
    publish_policy(connection, workspace_id, made, author=made_by or SOMEBODY, reason=shown, now=now)
    return True


def _check(each: Correction) -> None:
    if each.about not in MEANINGS or not each.word.strip():
        raise does_not_fit(FieldError("/word", "unknown", "is no word of a stage, a title or a field"))
    if each.means is not None and each.means not in MEANINGS[each.about]:
        raise does_not_fit(FieldError("/means", "unknown", f"must be one of {', '.join(MEANINGS[each.about])}"))


def _say(body: dict[str, Any], each: Correction) -> bool:
    """Whether that was not said before."""
    known, word = _words_of(body, each.about), each.word.strip().lower()
    means: Any = int(each.means) if each.about == TITLE and each.means is not None else each.means
    if known.get(word) == means:
        return False
    if means is None:
        del known[word]
    else:
        known[word] = means
    return True


def _words_of(body: dict[str, Any], about: str) -> dict[str, Any]:
    if about == STAGE:
        found: dict[str, Any] = body["stage_map"]
    elif about == TITLE:
        found = body["mappings"]["title"]
    elif about == "activity.purpose":
        found = body["mappings"]["purpose"]
    else:
        found = body["mappings"]["words"].setdefault(about, {})
    return found
