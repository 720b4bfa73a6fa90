"""Reading one text, a subject or a body: what its words say about the kind of work."""

from collections.abc import Sequence
from typing import Any

from app.domain.tagging.acknowledging import acknowledges
from app.domain.tagging.mail import own_text
from app.domain.tagging.packs import PASSED_OVER, Folded, Pack, fold, words_of

READ = 600
"""Characters that are read, after quoted mail is cut."""
CLEAR_SHARE = 0.2
"""Share of words, and two at least, that must belong to a language before a text is taken to be written in it.
A text of one to three words needs one."""


def read_text(text: str | None, packs: Sequence[Pack]) -> dict[str, Any] | None:
    """What one text says, as plain values: scores by purpose, the lexicon entries behind them (each as
    ``purpose: entry``), language, number of words, and whether it only acknowledges.

    Scores of a subject and a body add. None for a text that is empty, unreadable, or in a language without a pack.
    """
    if not text or not packs:
        return None
    markers = tuple(marker for pack in packs for marker in pack.quoted_mail)
    own = own_text(text, markers)[:READ]
    words = words_of(own)
    known = _language_of(words, packs)
    if known is None:
        return None
    pack, folded = known
    scores: dict[str, float] = {}
    reasons: list[str] = []
    for entry in dict.fromkeys(pack.entries([word.key for word in folded if word.key != PASSED_OVER])):
        for purpose, weight in entry.weights:
            scores[purpose] = scores.get(purpose, 0.0) + weight
            reasons.append(f"{purpose}: {entry.phrase}")
    return {
        "scores": scores,
        "reasons": reasons,
        "language": pack.language,
        "words": len(words),
        "acknowledges": acknowledges(own, words, pack),
    }


def _language_of(words: list[str], packs: Sequence[Pack]) -> tuple[Pack, list[Folded]] | None:
    """The pack that knows most of the words, when it knows enough of them."""
    best: tuple[int, Pack, list[Folded]] | None = None
    for pack in packs:
        folded = [fold(pack, word) for word in words]
        known = sum(1 for word in folded if word.shows_language or word.key)
        if best is None or known > best[0]:
            best = (known, pack, folded)
        if known * 2 > len(words):
            break
    if best is None or best[0] < max(1 if len(words) <= 3 else 2, CLEAR_SHARE * len(words)):
        return None
    return best[1], best[2]
