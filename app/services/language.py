"""The language packs and the lexicon of titles, read once from the package's own data."""

from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from app.domain.tagging.packs import Pack
from app.domain.titles import TitleLexicon

LANGUAGES = ("en", "de")


@cache
def packs() -> tuple[Pack, ...]:
    """The language packs, in the order in which they are tried."""
    return tuple(Pack.from_mapping(_read("language", language)) for language in LANGUAGES)


@cache
def titles() -> TitleLexicon:
    """What job titles say about seniority and function, all languages together."""
    return TitleLexicon.from_mapping(_read("titles", "titles"))


def _read(folder: str, name: str) -> Any:
    text = files("app").joinpath("data", folder, f"{name}.yaml").read_text(encoding="utf-8")
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
