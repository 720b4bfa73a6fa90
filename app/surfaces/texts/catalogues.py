"""The words of the pages in the reader's language: English in the code, others in a catalogue each."""

from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from io import BytesIO
from pathlib import Path
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po
from babel.support import Translations

from app.settings import settings
from app.surfaces.texts.reader import reader


def N_(text: str) -> str:
    """Marks a text of the catalogue that is looked up later."""
    return text


def _(text: str, **values: Any) -> str:
    """A text of the catalogue in the reader's language; ``%(name)s`` in it stands for a value."""
    said: str = _catalogue().ugettext(text)
    return said % values if values else said


def ngettext(one: str, many: str, number: float, **values: Any) -> str:
    """The form that goes with a number; a broken number goes with many."""
    whole = int(number) if number == int(number) else 2
    said: str = _catalogue().ungettext(one, many, whole)
    return said % values if values else said


def plural(one: str, many: str, number: float) -> str:
    """As a template asks for it, which puts the values in itself."""
    return ngettext(one, many, number)


def language() -> str:
    """Of the words the reader is shown, as a page names it: pt-BR."""
    return reader().language.replace("_", "-")


@cache
def catalogues() -> Mapping[str, Translations]:
    """Language to its texts: those we ship, and those of the folder the settings name.

    Raises ValueError for a catalogue that cannot be used, with file, text and what is wrong with it.
    """
    own = settings().texts_folder
    folders: Iterable[Traversable | Path] = (files("app").joinpath("data", "texts"), *([own] if own else []))
    found = sorted((each for folder in folders for each in folder.iterdir()), key=lambda each: each.name)
    return {each.name.removesuffix(".po"): _read(each) for each in found if each.name.endswith(".po")}


def _read(file: Traversable | Path) -> Translations:
    try:
        with file.open("rb") as source:
            catalogue = read_po(source, Locale.parse(file.name.removesuffix(".po")), abort_invalid=True)
    except (PoFileError, UnknownLocaleError) as error:
        raise ValueError(f"{file.name}: {error}") from error
    for message, errors in catalogue.check():
        raise ValueError(f"{file.name}: {message.id!r}: {errors[0]}")
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)


def _catalogue() -> Translations:
    return catalogues().get(reader().language, _ENGLISH)


_ENGLISH = Translations()
