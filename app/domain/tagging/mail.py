"""What of a mail is the writer's own, and what it forwards or answers."""

import re
from functools import lru_cache

SEARCHED = 6_000
"""Characters of a text that are looked at in all; longer bodies are not read to their end."""
OWN_WORDS = 4
"""A mail with fewer words of its own before what it forwards is judged by what it forwards."""
_SUBJECT_LINE = re.compile(r"^[\s>|]*(?:subject|betreff)[ \t]*:", re.IGNORECASE | re.MULTILINE)
_STAMP = re.compile(r"\d{1,2}/\d{1,2}/\d{2,4}\s+\d{1,2}:\d{2}(?::\d{2})?(?:\s*[ap]m)?\s+(?:to|an)\s*:", re.IGNORECASE)
"""Sender's date and recipients, as some mail programs put them over what they quote, without a marker."""
_NOISE = re.compile(r"https?://\S+|\S+@\S+|\[[^\]\n]{0,30}\]|<[^>\n]{0,80}>")
_NOISE_BUT_ADDRESSES = re.compile(r"https?://\S+|\[[^\]\n]{0,30}\]|<[^>\n]{0,80}>")
"""Addresses are by far the slowest to look for."""


@lru_cache(maxsize=8)
def quoted_from(markers: tuple[str, ...]) -> re.Pattern[str]:
    """One pattern for all markers; in a marker "..." stands for up to two hundred characters."""
    parts = (re.escape(marker).replace(re.escape("..."), r"[\s\S]{0,200}?") for marker in markers)
    return re.compile(r"^[ \t>|]*(?:" + "|".join(parts) + ")", re.IGNORECASE | re.MULTILINE)


def own_text(text: str, quoted: re.Pattern[str]) -> tuple[str, str]:
    """The writer's own words, and the mail forwarded or answered under them; both without addresses and links.

    ``quoted`` finds where quoted mail begins: see ``quoted_from``.
    """
    own, rest = _cut(text[:SEARCHED], quoted)
    forwarded = ""
    while rest and len(forwarded.split()) < OWN_WORDS:
        subject = _SUBJECT_LINE.search(rest)
        more, rest = _cut(rest[subject.end() :] if subject else rest, quoted)
        forwarded += more
    return _without_noise(own), _without_noise(forwarded)


def _cut(text: str, where: re.Pattern[str]) -> tuple[str, str]:
    quoted, stamp = where.search(text), _STAMP.search(text) if "/" in text else None
    if stamp and (quoted is None or stamp.end() <= quoted.end()):
        return text[: _name_before(text, stamp.start())], text[stamp.end() :]
    return (text[: quoted.start()], text[quoted.end() :]) if quoted else (text, "")


def _name_before(text: str, stamp: int) -> int:
    """Where the line of the stamp begins; when the stamp stands alone on it, the line with the name above it."""
    line = text.rfind("\n", 0, stamp) + 1
    return line if text[line:stamp].strip() else text.rfind("\n", 0, max(line - 1, 0)) + 1


def _without_noise(text: str) -> str:
    if not text:
        return text
    return (_NOISE if "@" in text else _NOISE_BUT_ADDRESSES).sub(" ", text)
