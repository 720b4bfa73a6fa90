"""What the review and the widgets show of the demo company, as kept in ``__snapshots__`` for reading and comparing.

After a wanted change: ``pytest tests/surfaces/test_what_is_shown.py --snapshot-update``, then read the difference.
"""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from html import unescape

import pytest
from rich.console import Console
from sqlalchemy import Engine
from syrupy.assertion import SnapshotAssertion

from app.db import reading
from app.demo.tour import tour
from app.services.list_assessments import Wanted, list_assessments
from app.services.weekly_review import kept_review, week_of
from app.services.widgets import NAMES, OF_AN_ACCOUNT, Name, read_widget
from app.services.workspaces import caller_of
from app.surfaces.pages.review import review_html
from app.surfaces.reviews.files import review_file
from app.surfaces.reviews.mail import review_mail
from app.surfaces.reviews.outline import Outline, outline_of
from app.surfaces.reviews.plain import review_text
from app.surfaces.reviews.slack import review_slack
from app.surfaces.reviews.teams import review_teams
from app.surfaces.widgets.frames import widget_html
from tests.surfaces.test_review_forms import body, cells

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
"""A Monday morning."""
WEEK = week_of(NOW.date())
ADDRESS = "https://leadline.example"


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    engine = tour(Console(quiet=True), tmp_path_factory.mktemp("demo"), NOW)
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def review(company: Engine) -> dict[str, object]:
    with reading(company, None) as connection:
        made = kept_review(caller_of(connection, "demo"), WEEK)
    assert made
    return made


@pytest.mark.parametrize("form", ["plain", "html", "mail", "xlsx", "slack", "teams"])
def test_the_review(review: dict[str, object], form: str, snapshot: SnapshotAssertion) -> None:
    assert _shown(review, outline_of(review, ADDRESS), form) == snapshot


def _shown(review: dict[str, object], outline: Outline, form: str) -> str:
    if form == "plain":
        return review_text(outline)
    if form == "html":
        return _text(review_html(review, ADDRESS))
    if form == "mail":
        return _text(body(review_mail(review, ADDRESS), "html"))
    if form == "xlsx":
        return "\n".join(cells(review_file(review, "xlsx", ADDRESS)))
    chat = review_slack if form == "slack" else review_teams
    return json.dumps(chat(outline, ADDRESS, WEEK), indent=1, ensure_ascii=False)


@pytest.mark.parametrize("name", NAMES)
def test_the_widgets(company: Engine, name: Name, snapshot: SnapshotAssertion) -> None:
    with reading(company, None) as connection:
        caller = caller_of(connection, "demo")
        account = list_assessments(caller)[0]["leadline_id"] if name in OF_AN_ACCOUNT else None
        widget = read_widget(caller, name, account, Wanted(), NOW, ADDRESS)
    assert widget
    assert json.dumps(widget.rows[:6], indent=1, ensure_ascii=False) == snapshot(name="first rows")
    assert _text(widget_html(widget, ADDRESS)) == snapshot(name="in a frame")


def test_a_frame_with_too_many_flags_says_how_many_more_there_are(company: Engine) -> None:
    with reading(company, None) as connection:
        caller = caller_of(connection, "demo")
        whole, some = (read_widget(caller, "flags", None, Wanted(), NOW, ADDRESS, most) for most in (None, 2))
    assert whole
    assert some
    assert some.rows == whole.rows[:2]
    shown, flags = _text(widget_html(some, ADDRESS)), len(whole.rows)
    assert f"{flags} open flags" in shown
    assert f"{flags - 2} more in Leadline." in shown


def _text(html: str) -> str:
    """Links and words of a page, a line each."""
    inside = re.sub(r"<(style|script)\b.*?</\1>", "", html, flags=re.DOTALL)
    linked = re.sub(r'<a\b[^>]*?href="([^"]*)"[^>]*>', r"[\1] ", inside)
    lines = (" ".join(line.split()) for line in unescape(re.sub(r"<[^>]*>", "\n", linked)).splitlines())
    return "\n".join(filter(None, lines))
