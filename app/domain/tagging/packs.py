"""A language pack: the words and phrases that say what kind of work a text describes."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple, get_args

from app.domain.tagging.stems import stem
from app.domain.terms import Purpose

PURPOSES: tuple[str, ...] = get_args(Purpose)
PASSED_OVER = "-"
UNKNOWN = "?"
"""Keys that no word of a lexicon has."""
BEGINS = "^"
"""Before a phrase of one word: it counts where a line begins with that word. "Schedule demo" is scheduling."""
LINE = 16
"""Words of a text that is a line: what it begins with says what is to be done."""
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")


REASON = 0.5
"""An entry that speaks this much for a purpose, or more, is named as a reason for it."""
LEXICON_WORD = 0.6
"""How much a word of the lexicon shows the language, where a function word counts 1: trade words ("demo") travel
between languages, function words do not."""
_NOTHING = (0.0,) * len(PURPOSES)


@dataclass(frozen=True, eq=False)
class Entry:
    """One lexicon entry: the phrase as written in the pack, and how much it speaks for (above 0) or against
    (below 0) each purpose."""

    phrase: str
    weights: tuple[float, ...]
    """One for each of ``PURPOSES``, in their order."""
    reasons: tuple[str, ...] = ()


class Folded(NamedTuple):
    """What a word of a text is to a pack."""

    key: str
    """Its key in the lexicon, PASSED_OVER or UNKNOWN."""
    shows_language: float
    """From 0 to 1, how much it shows that the text is in the pack's language."""


Node = dict[str, Any]


@dataclass(frozen=True, eq=False)
class Pack:
    """One language, ready for matching. Compared and hashed by identity: a pack is made once and shared."""

    language: str
    function_words: frozenset[str]
    phrases: Node
    """A tree over folded words; the entry that ends at a node is under the key ""."""
    passed_over: frozenset[str]
    """Words skipped in texts and phrases alike: "send you the quote" is "send quote"."""
    vocabulary: frozenset[str]
    prefixes: tuple[str, ...]
    """Word beginnings that stand for all their compounds, longest first."""
    acknowledgements: frozenset[tuple[str, ...]]
    requests: frozenset[tuple[str, ...]]
    quoted_mail: tuple[str, ...]
    nested: bool = False
    """Does a phrase inside a longer one count as well?"""

    @classmethod
    def from_mapping(cls, data: Mapping[str, Any]) -> "Pack":
        """A pack from plain values, as read from its YAML file.

        ``purposes`` maps purpose to weight (0.2 to 4 is usual, below 0 speaks against) to phrases. A phrase is one
        to five words; a last letter ``*`` of a word stands for any ending, a ``^`` before the only word for the
        beginning of a line. Raises ValueError for an unknown
        purpose, a weight that is 0 or no number, or an empty phrase.
        """
        passed_over = frozenset(data.get("passed_over", ()))
        tree: Node = {}
        used: set[str] = set()
        for phrase, purpose, weight in _weights(data["purposes"]):
            node = tree
            for key in _keys(phrase, data["language"], passed_over):
                node = node.setdefault(key, {})
                used.add(key.removeprefix(BEGINS))
            # Forms that fall together are one entry, named by the first, with the larger weight for each purpose.
            before: Entry = node.get("", Entry(phrase, _NOTHING))
            at = PURPOSES.index(purpose)
            larger = max(weight, before.weights[at]) if before.weights[at] else weight
            merged = (*before.weights[:at], larger, *before.weights[at + 1 :])
            said = before.phrase.removeprefix(BEGINS)
            reasons = (f"{PURPOSES[n]}: {said}" for n, much in enumerate(merged) if much >= REASON)
            node[""] = Entry(before.phrase, merged, tuple(reasons))
        _share_compounds(tree)
        one_word = [phrase for phrase in data["acknowledgements"] if " " not in phrase]
        return cls(
            language=data["language"],
            function_words=frozenset(words_of(" ".join([*data["function_words"], *one_word]))),
            phrases=tree,
            passed_over=passed_over,
            vocabulary=frozenset(word for word in used if not word.endswith("*")),
            prefixes=tuple(sorted((w[:-1] for w in used if w.endswith("*")), key=len, reverse=True)),
            acknowledgements=frozenset(tuple(words_of(phrase)) for phrase in data["acknowledgements"]),
            requests=frozenset(tuple(words_of(phrase)) for phrase in data["requests"]),
            quoted_mail=tuple(data["quoted_mail"]),
            nested=data.get("nested", False),
        )

    def weigh(self, folded: Sequence[Folded], share: float) -> tuple[list[float], list[str]]:
        """What a text says for each of ``PURPOSES``, each entry counted once for ``share`` of its weight; and why."""
        keys = [word.key for word in folded if word.key != PASSED_OVER]
        begins = [BEGINS + keys[0]] if keys and len(folded) <= LINE else []
        entries = dict.fromkeys(self.entries([*begins, *keys]))
        totals = map(sum, zip(_NOTHING, *[entry.weights for entry in entries], strict=True))
        return [share * total for total in totals], [reason for entry in entries for reason in entry.reasons]

    def entries(self, keys: list[str]) -> list[Entry]:
        """The lexicon entries in a text, from left to right; where several begin, the longest is taken, unless
        the pack counts them all."""
        found: list[Entry] = []
        phrases, nested, after = self.phrases, self.nested, 0
        for position, key in enumerate(keys):
            if key not in phrases or position < after:
                continue
            node, following, longest = phrases[key], position, None
            while node is not None:
                following += 1
                if "" in node:
                    if nested:
                        found.append(node[""])
                    else:
                        longest, after = node[""], following
                node = node.get(keys[following]) if following < len(keys) else None
            if longest:
                found.append(longest)
        return found


def words_of(text: str) -> list[str]:
    """The words of a text in lower case; digits and punctuation part words, an apostrophe does not."""
    return _WORD.findall(text.lower().replace("\u2019", "'"))


@lru_cache(maxsize=65_536)
def fold(pack: Pack, word: str) -> Folded:
    """A word of a text, as the pack knows it."""
    shows = 1.0 if word in pack.function_words else 0.0
    if word in pack.passed_over:
        return Folded(PASSED_OVER, shows)
    root = stem(word, pack.language)
    if root in pack.vocabulary:
        return Folded(root, shows or LEXICON_WORD)
    for prefix in pack.prefixes:
        if word.startswith(prefix) or root.startswith(prefix):
            return Folded(prefix + "*", shows or LEXICON_WORD)
    return Folded(UNKNOWN, shows)


def _keys(phrase: str, language: str, passed_over: frozenset[str]) -> list[str]:
    keys: list[str] = []
    for part in phrase.split():
        if part.startswith(BEGINS):
            keys.extend(BEGINS + key for key in _keys(part.removeprefix(BEGINS), language, passed_over))
        elif part.endswith("*"):
            keys.append(stem(part[:-1].lower(), "") + "*")
        else:
            keys.extend(stem(word, language) for word in words_of(part) if word not in passed_over)
    return keys


def _share_compounds(tree: Node) -> None:
    """A word that only begins phrases ("angebot" in "angebot senden") alone says what its compounds say."""
    for beginning in [key for key in tree if key.endswith("*") and "" in tree[key]]:
        for key, node in tree.items():
            if key.startswith(beginning[:-1]) and key != beginning:
                node.setdefault("", tree[beginning][""])


def _weights(purposes: Mapping[str, Mapping[float, Iterable[str]]]) -> Iterator[tuple[str, str, float]]:
    for purpose, by_weight in purposes.items():
        if purpose not in PURPOSES:
            raise ValueError(f"{purpose!r} is not a purpose")
        for weight, phrases in by_weight.items():
            if not abs(weight) > 0:
                raise ValueError(f"{purpose}: a weight is above 0 or below it, not {weight!r}")
            for phrase in phrases:
                if not isinstance(phrase, str) or not words_of(phrase):
                    raise ValueError(f"{purpose}: {phrase!r} holds no word")
                yield phrase, purpose, float(weight)
