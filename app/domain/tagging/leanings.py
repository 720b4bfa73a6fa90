"""How far the kind of an activity leans towards a purpose before a word is read.

In the units of the language packs, where a plain word weighs about 1. Small on purpose: words decide.
A text without a known word is follow-up, so nothing counts as creating by its kind alone.
"""

from collections.abc import Mapping
from typing import Any

from app.domain.terms import CREATING

ALWAYS = {"follow_up": 1.0}
BY_KIND: Mapping[str, Mapping[str, float]] = {
    "meeting": {"discovery": 0.8, "proposing": 0.8, "lining_up": 0.6},
    "call": {"discovery": 0.8},
    # Most mail tends, and a good part of it is not about an account at all.
    "email": {"other": 1.0} | dict.fromkeys(CREATING, -1.0),
}
INTERNAL = {"other": 0.5, "planning": 0.5}
"""For work marked internal."""


def leanings(fields: Mapping[str, Any]) -> dict[str, float]:
    """Purpose to score, from kind and direction; below 0 where the kind speaks against a purpose."""
    scores = dict(ALWAYS)
    for more in (BY_KIND.get(fields.get("kind") or "", {}), INTERNAL if fields.get("direction") == "internal" else {}):
        for purpose, score in more.items():
            scores[purpose] = scores.get(purpose, 0.0) + score
    return scores
