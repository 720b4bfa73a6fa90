"""What the CRM's own words were read as."""

from collections.abc import Mapping
from typing import Any

from app.services.mapping import proposed
from app.surfaces.pages.rendering import Frame, render
from app.surfaces.pages.words import meaning, words_of

WORDS_SHOWN = 40


def mapping_html(mapping: Mapping[str, Any], frame: Frame) -> str:
    unread = {
        "stages": sum(1 for each in mapping["stages"] if not each.is_read),
        "titles": sum(1 for each in mapping["titles"] if not each.is_read),
        "words": sum(len(each["refused"]) for each in mapping["fields"]),
    }
    return render(
        "mapping.html",
        frame=frame,
        mapping=mapping,
        unread=unread,
        proposals=len(proposed(mapping)),
        stages=words_of("stage"),
        ranks=words_of("short_rank"),
        shown=WORDS_SHOWN,
        meaning=meaning,
        word_choices=_choices,
        RECORDS=words_of("records"),
    )


def _choices(field: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(code, meaning(field["place"], code)) for code in field["choices"]]
