"""Reading one text, a subject or a body: what its words say about the kind of work."""

from collections.abc import Sequence
from functools import lru_cache
from operator import add
from re import Pattern
from typing import Any, NamedTuple

from app.domain.tagging.acknowledging import acknowledges
from app.domain.tagging.mail import OWN_WORDS, own_text, quoted_from
from app.domain.tagging.packs import PURPOSES, Folded, Pack, fold, words_of

READ = 600
"""Characters that are read, after quoted mail is cut."""
CLEAR_SHARE = 0.25
"""Share of words that must be known to a pack before a text is taken to be in its language."""
LEAST_KNOWN = 1.3
"""And so many words at least, in a text of more than three; a shorter one needs half a word."""
FULL_WORDS = 10
"""In a text of so many words an entry counts what the pack says; in a shorter one more, in a longer one less."""
DAMPING = 0.4
"""How fast that goes: a subject of one word counts 2.5 times, a body of a hundred words 0.4 times."""
ANSWERED_SHARE = 0.5
"""How much the mail that a short reply answers counts: its topic shows what the reply is about."""
SHORT_REPLY = 40
"""Words; a longer reply speaks for itself."""
ANSWERED_READ = 300
"""Characters that are read of the mail answered."""


class Parts(NamedTuple):
    """What of a text is read: the words of its own part, and of the mail a short reply answers."""

    own: list[str]
    answered: list[str]
    acknowledges: bool


def read_text(text: str | None, packs: Sequence[Pack]) -> dict[str, Any] | None:
    """What one text says, as plain values: scores by purpose, the lexicon entries that speak clearly (each as
    ``purpose: entry``), language, number of words, and whether it only acknowledges.

    Scores of a subject and a body add. None for a text that is empty, unreadable, or in a language without a pack.
    """
    if not text or not packs:
        return None
    parts = parts_of(text, packs)
    known = _language_of(parts.own, packs)
    if known is None:
        return None
    pack, folded = known
    scores, reasons = pack.weigh(folded, damping(len(folded)))
    if parts.answered:
        answered = [fold(pack, word) for word in parts.answered]
        more, why = pack.weigh(answered, ANSWERED_SHARE * damping(len(answered)))
        scores, reasons = list(map(add, scores, more)), list(dict.fromkeys(reasons + why))
    return {
        "scores": {purpose: score for purpose, score in zip(PURPOSES, scores, strict=True) if score},
        "reasons": reasons,
        "language": pack.language,
        "words": len(parts.own),
        "acknowledges": parts.acknowledges,
    }


def parts_of(text: str, packs: Sequence[Pack]) -> Parts:
    """Cut a text to what is read of it. A mail that only forwards is read by what it forwards."""
    own, forwarded = own_text(text, _quoted_mail(tuple(packs)))
    own = own[:READ]
    words = words_of(own)
    thanks = any(acknowledges(own, words, pack) for pack in packs)
    if forwarded and not thanks and len(words) < OWN_WORDS:
        own = f"{own} {forwarded}"[:READ]
        words, forwarded = words_of(own), ""
        thanks = any(acknowledges(own, words, pack) for pack in packs)
    replies = forwarded and not thanks and len(words) < SHORT_REPLY
    return Parts(words, words_of(forwarded[:ANSWERED_READ]) if replies else [], thanks)


@lru_cache(maxsize=8)
def _quoted_mail(packs: tuple[Pack, ...]) -> Pattern[str]:
    return quoted_from(tuple(marker for pack in packs for marker in pack.quoted_mail))


def damping(words: int) -> float:
    """What each entry counts in a text of so many words: the more is said, the less one word of it decides."""
    return float((max(words, 1) / FULL_WORDS) ** -DAMPING)


def _language_of(words: list[str], packs: Sequence[Pack]) -> tuple[Pack, list[Folded]] | None:
    """The pack that knows most of the words, when it knows enough of them."""
    best: tuple[float, Pack, list[Folded]] | None = None
    for pack in packs:
        folded = [fold(pack, word) for word in words]
        known = sum([word.shows_language for word in folded])
        if best is None or known > best[0]:
            best = (known, pack, folded)
        if known * 2 > len(words):
            break
    needed = 0.5 if len(words) <= 3 else max(LEAST_KNOWN, CLEAR_SHARE * len(words))
    return best[1:] if best and best[0] >= needed else None
