"""What the weekly review says of a whole company, it says in every form it is written in.

Beside the demo company a real set is read where it lies; where it is absent only the demo is.
"""

import json
import re
import unicodedata
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from rich.console import Console
from sqlalchemy import Engine

from app import clock
from app.db import reading, writing
from app.demo.tour import tour
from app.services.import_files import import_paths
from app.services.reassess_accounts import settle
from app.services.weekly_review import read_review, week_of
from app.services.workspaces import caller_of
from app.surfaces.reviews.files import write_review
from app.surfaces.reviews.outline import Outline, Part, outline_of
from tests.conftest import NewDatabase
from tests.surfaces.test_review_forms import cells, pdf_words

REAL = Path(__file__).parents[3] / "shared" / "data" / "crm" / "suitecrm_demo"
ADDRESS = "https://leadline.example"


@pytest.fixture(scope="module", params=["demo", "real"])
def written(
    request: pytest.FixtureRequest, new_sqlite_database: NewDatabase, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Outline, dict[str, Path]]]:
    """The review of this week, and the files it was written to."""
    folder = tmp_path_factory.mktemp("review")
    if request.param == "demo":
        engine = tour(Console(quiet=True), folder, clock.now())
        yield _write(engine, "demo", folder)
        engine.dispose()
    elif not REAL.is_dir():
        pytest.skip("the real set is not here")
    else:
        with new_sqlite_database() as engine:
            import_paths(engine, "real", "csv", [REAL], None, clock.now(), refused_to=folder)
            with reading(engine, None) as connection:
                workspace_id = caller_of(connection, "real").workspace_id
            settle(engine, workspace_id, clock.now())
            yield _write(engine, "real", folder)


def _write(engine: Engine, workspace: str, folder: Path) -> tuple[Outline, dict[str, Path]]:
    now = clock.now()
    with writing(engine, None) as connection:
        made = read_review(caller_of(connection, workspace), week_of(now.date()), now)
    files = {file.suffix[1:]: file for file in write_review(made, folder / "out", ADDRESS)}
    return outline_of(json.loads(files["json"].read_text(encoding="utf-8")), ADDRESS), files


def test_every_word_of_it_is_on_the_page_on_paper_and_in_the_workbook(
    written: tuple[Outline, dict[str, Path]],
) -> None:
    outline, files = written
    assert outline.discussed or outline.unseen.rows, "a review of nothing proves nothing"
    shown = {
        "html": _plain(re.sub(r"<[^>]*>", " ", files["html"].read_text(encoding="utf-8"))),
        "pdf": _plain(pdf_words(files["pdf"].read_bytes())),
        "xlsx": _plain(" ".join(cells(files["xlsx"].read_bytes()))),
    }
    for form, text in shown.items():
        missing = [said for said in _said(outline, as_numbers=form == "xlsx") if _plain(said) not in text]
        assert not missing, form


def _plain(text: str) -> str:
    """Without spaces, which each form sets as it likes, and with letters that paper joins taken apart."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", unescape(text)))


def _said(outline: Outline, *, as_numbers: bool) -> Iterator[str]:
    """Every text; money and shares, which are numbers in a workbook, only elsewhere."""
    yield from (outline.headline, outline.unchanged, outline.basis)
    for part in outline.parts:
        yield from _of_part(part, as_numbers=as_numbers)
    for each in outline.discussed:
        yield from (each.account, each.posture, *each.flags, each.why, each.move, each.owner)
        yield f"{each.amount:.16g}" if as_numbers and each.amount is not None else each.money.removesuffix(" assumed")
    for bar in outline.bars:
        yield bar.part
        yield from () if as_numbers else bar.says


def _of_part(part: Part, *, as_numbers: bool) -> Iterator[str]:
    yield from (part.title, part.sentence)
    for heading, rows in (("", part.rows), *part.more):
        yield heading
        for row in rows:
            yield from (row.account, row.says, row.beside)
            yield row.state if row.amount is None or not as_numbers else f"{row.amount:.16g}"
