"""What a job title says: seniority and function. Never that somebody is an economic buyer."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, TypeVar, cast, get_args

Function = Literal[
    "finance", "operations", "it", "sales", "purchasing", "marketing", "hr", "legal", "engineering", "general"
]
FUNCTIONS: tuple[str, ...] = get_args(Function)
OTHER = 1
"""Seniority of a title without a word of rank."""
TOP = 5
_SEGMENTS = re.compile(r"[,/|;&()]|\s[-\u2013\u2014]\s|\band\b|\bund\b")
_WORDS = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_DOTTED = re.compile(r"\b(?:[^\W\d_]\.){2,}")
_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "\u2019": "'"})
_LONGEST = 5
Phrases = Mapping[tuple[str, ...], int]
T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class TitleLexicon:
    """Words of rank and of function, ready for matching whole words. Compared by identity."""

    ranks: Phrases
    rank_endings: tuple[tuple[str, int], ...]
    """Endings of compounds ("leiter"), longest first."""
    whole: Phrases
    """What counts only when it is all of a title, or all of one part of it ("Partner, Tax")."""
    belongs_to: frozenset[tuple[str, ...]]
    """Words that put a rank beside the person, not on them ("assistant to the")."""
    functions: Mapping[tuple[str, ...], str]
    function_beginnings: tuple[tuple[str, str], ...]
    abbreviations: Mapping[str, tuple[str, ...]]

    @classmethod
    def from_mapping(cls, data: Mapping[str, Any]) -> "TitleLexicon":
        """A lexicon from plain values, as read from its YAML file. As a rank ``*leiter`` stands for any
        compound so ending, as a function ``einkauf*`` for any so beginning."""
        ranks = [(text, int(rank)) for rank, texts in data["seniority"].items() for text in texts]
        functions = [(text, str(name)) for name, texts in data["functions"].items() for text in texts]
        return cls(
            ranks={_plain(text): rank for text, rank in ranks if "*" not in text},
            rank_endings=_longest_first((_spelled(text[1:]), rank) for text, rank in ranks if "*" in text),
            whole={_plain(text): int(rank) for rank, texts in data["whole_title"].items() for text in texts},
            belongs_to=frozenset(_plain(text) for text in data["belongs_to"]),
            functions={_plain(text): name for text, name in functions if "*" not in text},
            function_beginnings=_longest_first((_spelled(text[:-1]), name) for text, name in functions if "*" in text),
            abbreviations={short: _plain(long) for short, long in data["abbreviations"].items()},
        )


@lru_cache(maxsize=65_536)
def seniority(title: str | None, lexicon: TitleLexicon) -> int | None:
    """0 to 5 by whole words, the longest match first; of several the highest. None when there is no title.

    5 chief, president, owner, founder, managing or general director; 4 vice president, director; 3 head of;
    2 manager, lead, supervisor; 1 any other, and a rank that belongs to somebody else ("Assistant to the CEO").
    0 is left to people who set it by hand.
    """
    if not title or not title.strip():
        return None
    words = _words(title, lexicon)
    ranks = [OTHER]
    position = 0
    while position < len(words):
        taken, rank = _rank_at(words, position, lexicon)
        if rank and not _belongs_to_another(words, position, lexicon):
            ranks.append(rank)
        position += taken
    for segment in _SEGMENTS.split(title.lower()):
        ranks.append(lexicon.whole.get(tuple(_words(segment, lexicon)), OTHER))
    return max(ranks)


@lru_cache(maxsize=65_536)
def function(title: str | None, lexicon: TitleLexicon) -> Function | None:
    """The function a title names first; ``general`` for the top of a firm without one; None when it names none."""
    if not title:
        return None
    words = _words(title, lexicon)
    position, general = 0, seniority(title, lexicon) == TOP
    while position < len(words):
        taken, name = _function_at(words, position, lexicon)
        if name == "general":
            general = True
        elif name in FUNCTIONS:
            return cast(Function, name)
        position += taken
    return "general" if general else None


def _rank_at(words: list[str], position: int, lexicon: TitleLexicon) -> tuple[int, int | None]:
    for length in range(min(_LONGEST, len(words) - position), 0, -1):
        rank = lexicon.ranks.get(tuple(words[position : position + length]))
        if rank is not None:
            return length, rank
    return 1, next((rank for ending, rank in lexicon.rank_endings if words[position].endswith(ending)), None)


def _function_at(words: list[str], position: int, lexicon: TitleLexicon) -> tuple[int, str | None]:
    for length in range(min(_LONGEST, len(words) - position), 0, -1):
        name = lexicon.functions.get(tuple(words[position : position + length]))
        if name is not None:
            return length, name
    return 1, next((name for start, name in lexicon.function_beginnings if words[position].startswith(start)), None)


def _belongs_to_another(words: list[str], position: int, lexicon: TitleLexicon) -> bool:
    return any(tuple(words[max(position - n, 0) : position]) in lexicon.belongs_to for n in (1, 2))


def _words(text: str, lexicon: TitleLexicon) -> list[str]:
    undotted = _DOTTED.sub(lambda found: found.group().replace(".", ""), text)
    return [part for word in _plain(undotted) for part in lexicon.abbreviations.get(word, (word,))]


def _plain(text: str) -> tuple[str, ...]:
    return tuple(_WORDS.findall(_spelled(text)))


def _spelled(text: str) -> str:
    return text.lower().translate(_LETTERS)


def _longest_first(pairs: Iterable[tuple[str, T]]) -> tuple[tuple[str, T], ...]:
    return tuple(sorted(pairs, key=lambda pair: (-len(pair[0]), pair[0])))
