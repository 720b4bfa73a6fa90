"""Reading one text, a subject or a body: what its words say about the kind of work."""

from collections.abc import Sequence
from typing import Any

from app.domain.tagging.acknowledging import acknowledges
from app.domain.tagging.mail import OWN_WORDS, own_text
from app.domain.tagging.packs import PASSED_OVER, Folded, Pack, fold, words_of

_SAYS_NOTHING = ("", PASSED_OVER)
READ = 600
"""Characters that are read, after quoted mail is cut."""
CLEAR_SHARE = 0.25
"""Share of words that must be known to a pack before a text is taken to be in its language."""
LEAST_KNOWN = 1.3
"""And so many words at least, in a text of more than three; a shorter one needs half a word."""
ANSWERED_SHARE = 0.5
"""How much the mail that a short reply answers counts: its topic shows what the reply is about."""
SHORT_REPLY = 40
"""Words; a longer reply speaks for itself."""
ANSWERED_READ = 300
"""Characters that are read of the mail answered."""
LEXICON_WORD = 0.6
"""What a word of the lexicon counts for: trade words ("demo") travel between languages, function words do not."""


def read_text(text: str | None, packs: Sequence[Pack]) -> dict[str, Any] | None:
    """What one text says, as plain values: scores by purpose, the lexicon entries that speak clearly (each as
    ``purpose: entry``), language, number of words, and whether it only acknowledges.

    Scores of a subject and a body add. None for a text that is empty, unreadable, or in a language without a pack.
    """
    if not text or not packs:
        return None
    markers = tuple(marker for pack in packs for marker in pack.quoted_mail)
    own, forwarded = own_text(text, markers)
    own = own[:READ]
    words = words_of(own)
    only_forwards = len(words) < OWN_WORDS and not any(acknowledges(own, words, pack) for pack in packs)
    if forwarded and only_forwards:
        own = f"{own} {forwarded}"[:READ]
        words = words_of(own)
    known = _language_of(words, packs)
    if known is None:
        return None
    pack, folded = known
    thanks = acknowledges(own, words, pack)
    scores: dict[str, float] = {}
    reasons = _add(scores, pack, folded, 1.0)
    if forwarded and not only_forwards and not thanks and len(words) < SHORT_REPLY:
        answered = [fold(pack, word) for word in words_of(forwarded[:ANSWERED_READ])]
        reasons += _add(scores, pack, answered, ANSWERED_SHARE)
    return {
        "scores": scores,
        "reasons": list(dict.fromkeys(reasons)),
        "language": pack.language,
        "words": len(words),
        "acknowledges": thanks,
    }


def _add(scores: dict[str, float], pack: Pack, folded: list[Folded], share: float) -> list[str]:
    """Add what the entries of a text weigh to the scores, each entry once; the reasons they give."""
    reasons: list[str] = []
    for entry in dict.fromkeys(pack.entries([word.key for word in folded if word.key != PASSED_OVER])):
        reasons += entry.reasons
        for purpose, weight in entry.weights:
            scores[purpose] = scores.get(purpose, 0.0) + share * weight
    return reasons


def _language_of(words: list[str], packs: Sequence[Pack]) -> tuple[Pack, list[Folded]] | None:
    """The pack that knows most of the words, when it knows enough of them."""
    best: tuple[float, Pack, list[Folded]] | None = None
    for pack in packs:
        folded = [fold(pack, word) for word in words]
        known = sum(
            1 if word.shows_language else LEXICON_WORD if word.key not in _SAYS_NOTHING else 0 for word in folded
        )
        if best is None or known > best[0]:
            best = (known, pack, folded)
        if known * 2 > len(words):
            break
    needed = 0.5 if len(words) <= 3 else max(LEAST_KNOWN, CLEAR_SHARE * len(words))
    return best[1:] if best and best[0] >= needed else None
