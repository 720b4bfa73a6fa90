"""Text as it is compared when somebody looks for a name: without case, accents or punctuation."""

import re
import unicodedata

ALIKE = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "\u0131": "i", "æ": "ae", "œ": "oe", "þ": "th"})
"""Letters that no accent can be taken from."""
MARKS = re.compile(r"[\u0300-\u036f]")
NOT_SPACED = re.compile(r"([\u3040-\u30ff\u3400-\u9fff])")
"""Scripts written without spaces: each sign begins a word."""
WORD = re.compile(r"\w+")


def folded_words(text: str) -> list[str]:
    """The words of a text: ``Söhne & Cie.`` gives ``sohne`` and ``cie``."""
    if text.isascii():
        return WORD.findall(text.lower())
    bare = MARKS.sub("", unicodedata.normalize("NFKD", text.casefold()))
    return WORD.findall(NOT_SPACED.sub(r" \1", unicodedata.normalize("NFC", bare).translate(ALIKE)))
