"""Who reads: how their numbers, days and money are written, and the language of the words around them."""

from collections.abc import Container, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache

from babel import Locale, UnknownLocaleError

ENGLISH = "en"
"""What the code says by itself."""
LONGEST, MOST = 200, 10
"""Letters of a header that are read, and languages in it."""


@dataclass(frozen=True, slots=True)
class Reader:
    locale: str = "en"
    """As Babel names it: en_GB."""
    language: str = ENGLISH
    """Of the words; one there is a catalogue for."""


WORKSPACE = Reader()
"""The reader of what is kept, sent or shown elsewhere: the same for everybody."""
_READER = ContextVar("reader", default=WORKSPACE)


def reader() -> Reader:
    """Outside of a page, the workspace."""
    return _READER.get()


@contextmanager
def reading_as(who: Reader) -> Iterator[None]:
    token = _READER.set(who)
    try:
        yield
    finally:
        _READER.reset(token)


def reader_of(accept_language: str, languages: Container[str]) -> Reader:
    """Whom a browser speaks for, by the header it sends; what cannot be read in it is passed over.

    ``languages`` are those with a catalogue.
    """
    asked = [_weighed(each) for each in accept_language[:LONGEST].split(",")[:MOST]]
    wanted = sorted((each for each in asked if each[0] > 0), key=lambda each: -each[0])
    known = [locale for _, tag in wanted if (locale := _locale(tag))]
    names = (name for locale in known for name in _names(locale))
    language = next((name for name in names if name == ENGLISH or name in languages), ENGLISH)
    return Reader(known[0], language) if known else WORKSPACE


def _names(locale: str) -> Iterator[str]:
    """The locale, then without its country, then without its script."""
    parts = locale.split("_")
    return ("_".join(parts[:length]) for length in range(len(parts), 0, -1))


def _weighed(part: str) -> tuple[float, str]:
    tag, _, weight = part.partition(";")
    try:
        return float(weight.strip().removeprefix("q=") or 1), tag.strip()
    except ValueError:
        return 0, tag


@lru_cache(1024)
def _locale(tag: str) -> str | None:
    try:
        return str(Locale.parse(tag, sep="-"))
    except (ValueError, TypeError, UnknownLocaleError):
        return None
