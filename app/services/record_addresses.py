"""Where the records of a source are opened: an address of its CRM, filled in with a record's id."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files
from urllib.parse import quote

import yaml
from sqlalchemy import Connection

from app.domain.terms import OWN_SOURCE
from app.errors import FieldError, does_not_fit, pointer_to
from app.models.record_lists import first_id
from app.models.source import KnownSource, save_record_address, sources_of

MOST_PATTERN, MOST_WORD = 500, 100
"""Characters."""
OPENED = ("user", "account", "contact", "opportunity", "quote", "activity", "change", "commitment", "scenario")
"""The types of records that pages name."""
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
SITE = re.compile(
    r"(https?)://((?:[a-z0-9-]+\.)*[a-z0-9-]+|\[::1\])(?::(\d{1,5}))?(?:[/?#].*)?", re.ASCII | re.IGNORECASE
)
# What an address may hold (RFC 3986), and braces for what is filled in.
WRITABLE = re.compile(r"(?:[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;={}-]|%[0-9A-Fa-f]{2})*")
FILLED_IN = re.compile(r"\{(?:id|type)\}")
DOTS = (".", "..")
"""As a step of an address these lead elsewhere, also when they are percent-encoded."""


@dataclass(frozen=True, slots=True)
class RecordAddress:
    """``pattern`` holds ``{id}``, and ``{type}`` where the CRM's word for the type belongs: see ``words``."""

    pattern: str
    words: Mapping[str, str]
    """Record type to the CRM's word for it."""

    def of(self, record_type: str, id_: str) -> str | None:
        """The address of a record; None where it has none: its type has no word, or its id is a step elsewhere."""
        word = self.words.get(record_type)
        if record_type not in OPENED or id_ in DOTS or (word is None and "{type}" in self.pattern):
            return None
        filled = {"{id}": id_, "{type}": word or ""}
        return FILLED_IN.sub(lambda each: quote(filled[each[0]], safe=""), self.pattern)


@dataclass(frozen=True, slots=True)
class Opened:
    url: str
    source: str


@dataclass(frozen=True, slots=True)
class Opening:
    """How the records of a workspace are opened, by ids as its pages show them."""

    sources: Mapping[str, KnownSource]
    """By name, the one first whose ids stand without it."""

    def of(self, record_type: str, id_: str | None) -> Opened | None:
        first, colon, rest = (id_ or "").partition(":")
        is_named = colon and rest and first in self.sources
        source = self.sources[first] if is_named else next(iter(self.sources.values()), None)
        said = source and id_ and address_of(source)
        url = said.of(record_type, rest if is_named else str(id_)) if said else None
        return Opened(url, source.name) if source and url else None

    @property
    def crms(self) -> list[KnownSource]:
        return [source for source in self.sources.values() if source.name != OWN_SOURCE]

    @property
    def lacking(self) -> list[KnownSource]:
        """The CRMs of which it is not known how their records are opened."""
        return [source for source in self.crms if source.record_address is None]


NOTHING_OPENS = Opening({})


def opening_of(connection: Connection, workspace_id: int) -> Opening:
    found = sources_of(connection, workspace_id)
    return Opening({found[number].name: found[number] for number in sorted(found)})


def address_of(source: KnownSource) -> RecordAddress | None:
    return RecordAddress(**source.record_address) if source.record_address else None


def crm_named(connection: Connection, workspace_id: int, number: int) -> KnownSource | None:
    """The CRM of this number; what people stated here is none."""
    found = sources_of(connection, workspace_id).get(number)
    return found if found and found.name != OWN_SOURCE else None


def set_address(connection: Connection, workspace_id: int, source_id: int, said: RecordAddress | None) -> None:
    """``said`` is a checked one; None: records are not opened any more."""
    save_record_address(connection, workspace_id, source_id, asdict(said) if said else None)


def checked(pattern: str, words: Mapping[str, str]) -> RecordAddress:
    """Raises Problem (422) that names the field."""
    faults = [*_of_pattern(pattern), *_of_words(words)]
    if not faults and "{type}" in pattern and not words:
        faults = [FieldError("/words", "missing", "say what your CRM calls a type, for {type} stands in the pattern")]
    if faults:
        raise does_not_fit(*faults)
    return RecordAddress(pattern, dict(words))


def samples(
    connection: Connection, workspace_id: int, source_id: int, said: RecordAddress
) -> dict[str, tuple[str, str | None]]:
    """Record type to the id of a record of it that came from the source, and its address if it has one."""
    ids = {kind: first_id(connection, workspace_id, kind, source_id) for kind in OPENED}
    return {kind: (id_, said.of(kind, id_)) for kind, id_ in ids.items() if id_}


@cache
def offered() -> dict[str, RecordAddress]:
    """CRM to a pattern with its words; what stands between < and > is for whoever takes it to fill in."""
    document = yaml.safe_load(files("app").joinpath("data/record_addresses.yaml").read_text(encoding="utf-8"))
    return {name: RecordAddress(**said) for name, said in document.items()}


def _of_pattern(pattern: str) -> Iterator[FieldError]:
    fault = _fault(pattern)
    if fault:
        yield FieldError("/pattern", *fault)


def _fault(pattern: str) -> tuple[str, str] | None:
    if len(pattern) > MOST_PATTERN:
        return "too_long", f"must have at most {MOST_PATTERN} characters"
    if "<" in pattern:
        return "not_filled_in", "still holds a place to fill in: write your own in place of <...>"
    if not WRITABLE.fullmatch(pattern):
        return "odd_character", "holds a space or another character that no address holds"
    if "@" in re.split(r"[/?#]", pattern.partition("//")[2])[0]:
        return "credentials", "must not hold a name or password before the site"
    site = SITE.fullmatch(pattern)
    if not site or int(site[3] or 0) > 65535 or (site[1].lower() == "http" and site[2].lower() not in LOOPBACK):
        return "not_https", "must begin with https:// and the site of your CRM, as in https://acme.example/{id}"
    if set("{}") & set(FILLED_IN.sub("", pattern)):
        return "unknown_place", "may hold {id} and {type}, and no other braces"
    if "{id}" not in pattern:
        return "no_id", "must hold {id}, where the id of a record belongs"
    return None


def _of_words(words: Mapping[str, str]) -> Iterator[FieldError]:
    for record_type, word in words.items():
        if record_type not in OPENED:
            said = f"is no type of record that pages open: {', '.join(OPENED)}"
            yield FieldError(pointer_to("words", record_type), "unknown", said)
        elif not 0 < len(word) <= MOST_WORD or not word.isprintable() or word in DOTS:
            yield FieldError(
                pointer_to("words", record_type), "not_a_word", f"must be 1 to {MOST_WORD} letters, as in your CRM"
            )
