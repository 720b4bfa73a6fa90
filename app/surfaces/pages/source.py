"""Where the records of a source are opened."""

from collections.abc import Mapping, Sequence

from app.errors import FieldError
from app.models.source import KnownSource
from app.services.record_addresses import MOST_PATTERN, MOST_WORD, OPENED, RecordAddress, offered
from app.surfaces.pages.rendering import Frame, render
from app.surfaces.pages.words import words_of


def source_html(
    source: KnownSource,
    said: RecordAddress,
    tried: Mapping[str, tuple[str, str | None]] | None,
    errors: Sequence[FieldError],
    frame: Frame,
) -> str:
    """``said`` is what stands in the form; ``tried`` a record of each type and where it would open, if anywhere."""
    kinds = {kind: plural for kind, plural in words_of("records").items() if kind in OPENED}
    return render(
        "source.html",
        frame=frame,
        source=source,
        said=said,
        is_kept=source.record_address == {"pattern": said.pattern, "words": dict(said.words)},
        tried=tried or {},
        is_checked=tried is not None,
        errors={error.field: error.detail for error in errors},
        offered=list(offered()),
        longest=(MOST_PATTERN, MOST_WORD),
        kinds=kinds,
        mute=[kinds[kind] for kind, (_, url) in (tried or {}).items() if url is None],
    )
