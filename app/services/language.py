"""The language packs and the lexicon of titles, read once from the package's own data."""

from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import yaml

from app.domain.tagging.packs import Pack
from app.domain.tagging.reading import read_text
from app.domain.tagging.tag import Reading
from app.domain.titles import TitleLexicon

LANGUAGES = ("en", "de")
SHORT = 100
"""Characters."""


@cache
def packs() -> tuple[Pack, ...]:
    """The language packs, in the order in which they are tried."""
    return tuple(Pack.from_mapping(_read("language", language)) for language in LANGUAGES)


def reading_of(text: str | None, known: Mapping[str, Reading]) -> Reading:
    """What a text says, from those read already or read now; None where there is none."""
    if not text:
        return None
    return known[text] if text in known else read(text)


def read(text: str) -> Reading:
    """What a text says. Short ones, such as subjects, come again and again."""
    return _read_short(text) if len(text) <= SHORT else read_text(text, packs())


@lru_cache(maxsize=2_000)
def _read_short(text: str) -> Reading:
    return read_text(text, packs())


@cache
def titles() -> TitleLexicon:
    """What job titles say about seniority and function, all languages together."""
    return TitleLexicon.from_mapping(_read("titles", "titles"))


def _read(folder: str, name: str) -> Any:
    text = files("app").joinpath("data", folder, f"{name}.yaml").read_text(encoding="utf-8")
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
