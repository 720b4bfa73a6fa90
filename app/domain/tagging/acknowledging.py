"""Does a text only say thanks, received, or fine? Then it asks for no answer."""

from functools import lru_cache

from app.domain.tagging.packs import Pack

MOST_WORDS = 40
"""A longer text says more than thanks."""
MOST_OTHER_WORDS = 8
"""Words beside the acknowledging ones: a greeting, a name, a closing."""


def acknowledges(text: str, words: list[str], pack: Pack) -> bool:
    """True when the text acknowledges, asks nothing, and says little else.

    Flagged: "Thanks, received!"  Passing: "Thanks, but could you send the quote?"
    """
    if "?" in text or not words or len(words) > MOST_WORDS:
        return False
    spoken = _words_in(words, pack.acknowledgements)
    return spoken > 0 and len(words) - spoken <= MOST_OTHER_WORDS and not _words_in(words, pack.requests)


def _words_in(words: list[str], phrases: frozenset[tuple[str, ...]]) -> int:
    """How many words belong to one of the phrases, longest phrase first."""
    longest = _longest_by_first_word(phrases)
    if longest.keys().isdisjoint(words):
        return 0
    covered = position = 0
    while position < len(words):
        lengths = range(longest.get(words[position], 0), 0, -1)
        taken = next((n for n in lengths if tuple(words[position : position + n]) in phrases), 0) if lengths else 0
        covered += taken
        position += taken or 1
    return covered


@lru_cache(maxsize=64)
def _longest_by_first_word(phrases: frozenset[tuple[str, ...]]) -> dict[str, int]:
    longest: dict[str, int] = {}
    for first, *more in phrases:
        longest[first] = max(longest.get(first, 0), 1 + len(more))
    return longest
