"""What of a mail is the writer's own: quoted mail is cut, forwarded mail is read when nothing else is there."""

import re
from functools import lru_cache

SEARCHED = 6_000
"""Characters of a text that are looked at in all; longer bodies are not read to their end."""
OWN_WORDS = 4
"""A mail with fewer words of its own before what it forwards is judged by what it forwards."""
_SUBJECT_LINE = re.compile(r"^[\s>|]*(?:subject|betreff)[ \t]*:", re.IGNORECASE | re.MULTILINE)
_NOISE = re.compile(r"https?://\S+|\S+@\S+|\[[^\]\n]{0,30}\]|<[^>\n]{0,80}>")


@lru_cache(maxsize=8)
def quoted_from(markers: tuple[str, ...]) -> re.Pattern[str]:
    """One pattern for all markers; in a marker "..." stands for up to two hundred characters."""
    parts = (re.escape(marker).replace(re.escape("..."), r"[\s\S]{0,200}?") for marker in markers)
    return re.compile(r"^[ \t>|]*(?:" + "|".join(parts) + ")", re.IGNORECASE | re.MULTILINE)


def own_text(text: str, markers: tuple[str, ...]) -> str:
    """The writer's own words, without quoted mail, addresses and links."""
    text = text[:SEARCHED]
    own = ""
    for _ in range(3):
        quoted = quoted_from(markers).search(text) if "\n" in text or ":" in text or "--" in text else None
        own += text[: quoted.start()] if quoted else text
        if quoted is None or len(own.split()) >= OWN_WORDS:
            break
        rest = text[quoted.end() :]
        subject = _SUBJECT_LINE.search(text, quoted.start())
        text = text[subject.end() :] if subject else rest
    return _NOISE.sub(" ", own) if "@" in own or "[" in own or "http" in own or "<" in own else own
