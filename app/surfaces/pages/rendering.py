"""Templates, and the addresses of what they refer to."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined

from app.services.record_addresses import NOTHING_OPENS, Opening
from app.surfaces.charts.drawing import Chart, drawn
from app.surfaces.pages import formats, words
from app.surfaces.texts.catalogues import _, language, plural


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around a page for somebody who is signed in."""

    workspace: str
    week: str
    """This week, as in 2026-W47."""
    form_token: str
    at: str = ""
    """Which entry of the top line this page is."""
    person: str | None = None
    """Who is signed in; None for whoever came by a link."""
    is_admin: bool = True
    me: int | None = None
    """Their number."""
    people: frozenset[int] | None = frozenset()
    """The users whose pages may be opened from here; None: everybody's."""
    by_owner: bool = True
    """Whether accounts may be gathered by owner; if not, a person gathers their own alone."""
    opening: Opening = NOTHING_OPENS
    """How records are opened in the CRM they came from."""
    asked: str = ""
    """What was looked for."""

    def opens(self, number: int) -> bool:
        return self.people is None or number in self.people

    def gathers(self, owner: Mapping[str, Any]) -> bool:
        return self.by_owner or owner["leadline_id"] == self.me


STATIC = files("app").joinpath("static")


def render(template: str, **values: Any) -> str:
    """A page as HTML. Every value is escaped."""
    return pages_environment().get_template(template).render(**values)


@cache
def stylesheet() -> str:
    return STATIC.joinpath("leadline.css").read_text(encoding="utf-8")


@cache
def stylesheet_address() -> str:
    """Ends in what the file holds, so that a browser keeps it until it changes."""
    return f"/static/leadline.css?v={sha256(stylesheet().encode()).hexdigest()[:12]}"


@cache
def script_address() -> str:
    """As with the sheet."""
    return f"/static/comfort.js?v={sha256(STATIC.joinpath('comfort.js').read_bytes()).hexdigest()[:12]}"


def address_with(address: str, **query: Any) -> str:
    """The address with those parts of the query that say something."""
    said = {key: value for key, value in query.items() if value not in (None, "")}
    return f"{address}?{urlencode(said)}" if said else address


@cache
def pages_environment() -> Environment:
    made = Environment(
        loader=PackageLoader("app", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        # What is constant is not the same for every reader.
        optimized=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    shown = (
        *(formats.money, formats.number, formats.percent, formats.day, formats.short_day, formats.weekday),
        *(formats.band, formats.count, formats.called, formats.sentence, formats.stance),
        *(words.words, words.worded, drawn),
    )
    made.install_gettext_callables(_, plural, newstyle=True)  # type: ignore[attr-defined]
    made.filters.update({function.__name__: function for function in shown})
    made.globals.update(
        address_with=address_with,
        Chart=Chart,
        stylesheet=stylesheet,
        stylesheet_address=stylesheet_address,
        script_address=script_address,
        language=language,
        words_of=words.words_of,
        POSTURE_MEANS=words.POSTURE_MEANS,
    )
    return made
