"""Light stemming, so that a lexicon entry meets the forms of its words. Not linguistics: only endings."""

_OWN_WORDS = frozenset({"news", "meeting", "building", "accounting", "billing", "wording", "opening", "setting"})
_GERMAN_ENDINGS = ("ungen", "ern", "em", "en", "er", "es", "e", "n", "s")
_GERMAN_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def stem(word: str, language: str) -> str:
    """The root of a lower-case word. A language without endings here only has its umlauts spelled out."""
    word = word.translate(_GERMAN_LETTERS)
    if language == "en":
        return _english(word)
    return _german(word) if language == "de" else word


def _english(word: str) -> str:
    word = word.removesuffix("'s")
    if len(word) < 4 or word in _OWN_WORDS:
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending in ("ing", "ed"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            word = word[: -len(ending)]
            if word[-1] == word[-2] and word[-1] not in "lsz":
                word = word[:-1]
            break
    return word[:-1] if word.endswith("e") and len(word) > 4 else word


def _german(word: str) -> str:
    for ending in _GERMAN_ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word
