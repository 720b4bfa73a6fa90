"""How far the kind of an activity leans towards a purpose before a word is read.

In the units of the language packs, where a plain word weighs 1 to 2. Small on purpose: words decide.
Text without a known word is follow-up, so nothing counts as creating by its kind alone.
"""

from collections.abc import Mapping
from typing import Any

ALWAYS = {"follow_up": 0.5}
BY_KIND: Mapping[str, Mapping[str, float]] = {
    "meeting": {"discovery": 0.4, "proposing": 0.4, "lining_up": 0.3},
    "call": {"discovery": 0.4},
    "task": {},
    "note": {},
    "email": {},
}
INTERNAL = {"other": 0.5, "planning": 0.2}
"""For work marked internal."""


def leanings(fields: Mapping[str, Any]) -> dict[str, float]:
    """Purpose to score, from kind and direction."""
    scores = dict(ALWAYS)
    for more in (BY_KIND.get(fields.get("kind") or "", {}), INTERNAL if fields.get("direction") == "internal" else {}):
        for purpose, score in more.items():
            scores[purpose] = scores.get(purpose, 0.0) + score
    return scores
