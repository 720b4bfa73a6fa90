"""The review as a file: mailed, printed, opened years later, and still whole."""

import re

from app.surfaces.pages.review import review_html
from tests.surfaces.samples import review


def test_its_five_parts_come_in_order_with_their_minutes() -> None:
    html = review_html(review())
    parts = re.findall(r"<h2>.*?</span>\s*(.*?) <small>(\d+) minutes</small></h2>", html)
    assert [title for title, _ in parts] == [
        "Last week\u2019s decisions",
        "Five accounts",
        "What changed by itself",
        "Where the creating work went",
        "What we cannot see",
    ]
    assert [int(minutes) for _, minutes in parts] == [5, 15, 5, 3, 2]
    for words in ("46 days of contact", "Meet Dana Ruiz", "€620K", "By when", "37 accounts unchanged"):
        assert words in html


def test_it_needs_nothing_beside_it() -> None:
    html = review_html(review())
    assert not re.search(r"<script|<link|<img|\ssrc=|\shref=|@import|url\(|\sstyle=", html)
    assert "--paper" in html, "its looks are inside"


def test_names_lead_to_the_pages_only_where_an_address_is_given() -> None:
    assert "<a " not in review_html(review())
    links = re.findall(r'href="([^"]+)"', review_html(review(), "https://leadline.example/"))
    assert set(links) == {f"https://leadline.example/accounts/{number}" for number in (1, 7)}


def test_names_are_text() -> None:
    html = review_html(review())
    assert "Northgate &lt;Foods&gt;" in html
    assert "<Foods>" not in html


def test_what_is_not_known_is_never_shown_as_zero() -> None:
    html = review_html(review())
    hidden = html[html.index("What we cannot see") :]
    assert "not known" in hidden
    assert "€0" not in hidden
    bars = html[html.index("Where the creating work went") : html.index("What we cannot see")]
    assert re.search(r"Least potential.*?38%.*?not known", bars, re.DOTALL)


def test_a_week_with_nothing_to_discuss_says_so() -> None:
    empty = review(accounts=[], changes=[], work={"bars": [], "sentence": "Too little is on record."})
    html = review_html(empty)
    assert "Nothing asks for a decision this week." in html
    assert "Nothing changed by itself." in html


def test_decisions_say_who_by_when_and_how_it_went() -> None:
    of = {"account_id": "A1", "leadline_id": 1, "name": "Halden Rail"}
    late = {
        **of,
        "what": "Meet Dana Ruiz",
        "user": {"leadline_id": 3, "name": "Kim Adler", "team": None},
        **{"id": "a_1", "due_on": "2026-11-10", "status": "open", "late": True, "flag_id": None, "review_week": None},
        **{"done_on": None, "done_by_fact": None, "dropped_on": None, "dropped_reason": None},
        "progress": None,
        "moved": {"sentence": "Nothing has moved yet."},
    }
    answer = {**of, "title": "Hangs on one person", "status": "on_purpose", "reason": "A firm of one.", "set_by": None}
    counts = {"agreed": 1, "done": 0, "late": 1, "dropped": 0, "answered": 1, "this_week": []}
    said = {"sentence": "1 agreed, 1 late.", "still_late": 0}
    html = review_html(review(decisions={**counts, **said, "items": [late], "answers": [answer], "helped": None}))
    shown = re.sub(r"<[^>]+>|\s+", " ", html[html.index("5 minutes") : html.index("15 minutes")])
    for words in ("Meet Dana Ruiz", "Kim Adler", "10 Nov", "late", "Nothing has moved yet.", "A firm of one."):
        assert words in shown
