"""Does a text only say thanks, received, or fine? Then it asks for no answer."""

from collections.abc import Collection

from app.domain.tagging.packs import Pack

MOST_WORDS = 40
"""A longer text says more than thanks."""
MOST_OTHER_WORDS = 8
"""Words beside the acknowledging ones: a greeting, a name, a closing."""


def acknowledges(text: str, words: list[str], pack: Pack) -> bool:
    """True when the text acknowledges, asks nothing, and says little else.

    Flagged: "Thanks, received!"  Passing: "Thanks, but could you send the quote?"
    """
    if "?" in text or not words or len(words) > MOST_WORDS or _words_in(words, pack.requests):
        return False
    spoken = _words_in(words, pack.acknowledgements)
    return spoken > 0 and len(words) - spoken <= MOST_OTHER_WORDS


def _words_in(words: list[str], phrases: Collection[tuple[str, ...]]) -> int:
    """How many words belong to one of the phrases, longest phrase first."""
    longest = max(map(len, phrases), default=0)
    covered = position = 0
    while position < len(words):
        taken = next((n for n in range(longest, 0, -1) if tuple(words[position : position + n]) in phrases), 0)
        covered += taken
        position += max(taken, 1)
    return covered
