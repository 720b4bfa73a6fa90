"""Writes the catalogue that translators start from: ``python -m app.surfaces.texts.gathering``."""

from importlib.resources import files
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

from app.surfaces.pages.words import TABLES

MARKED = [
    ("surfaces/charts/**.py", "python"),
    ("surfaces/pages/**.py", "python"),
    ("surfaces/reviews/outline.py", "python"),
    ("routers/**.py", "python"),
    ("templates/**.html", "jinja2.ext:babel_extract"),
]
CALLS = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2)}
LOOKS = {"templates/**.html": {"trim_blocks": "true", "lstrip_blocks": "true", "newstyle_gettext": "true"}}
FILE = "data/texts/leadline.pot"


def gathered() -> bytes:
    """Every text of the pages, with where it is said."""
    catalogue = Catalog(project="Leadline", header_comment="# What the pages of Leadline say.", charset="utf-8")
    root = Path(str(files("app")))
    for name, line, text, _comments, context in extract_from_dir(root, MARKED, LOOKS, CALLS):
        catalogue.add(text, locations=[(f"app/{name}", line)], context=context)
    for table in TABLES:
        for said in filter(None, table.values()):
            catalogue.add(said, locations=[("app/domain/wording", 1)])
    written = BytesIO()
    write_po(written, catalogue, include_lineno=False, sort_output=True, width=0)
    # The days of making would make each run a change.
    kept = [line for line in written.getvalue().splitlines(keepends=True) if not line.startswith((b'"P', b'"Gen'))]
    return b"".join(kept)


if __name__ == "__main__":
    Path(str(files("app").joinpath(FILE))).write_bytes(gathered())
