"""The list on the Monday page: what the address says, it shows."""

import re
from typing import Any

import pytest

from app.services.choosing import Choices
from app.surfaces.pages.filters import Filters
from app.surfaces.pages.formats import band, count, money, short_day
from app.surfaces.pages.monday import monday_html
from app.surfaces.pages.rendering import Frame
from tests.surfaces.samples import axis, listed, review

FRAME = Frame("acme", "2026-W47", "token", "monday")
MINE = {"leadline_id": 4, "name": "Luis Ortega", "team": None}
ACCOUNTS = [
    listed(1, axis(10, 10), axis(90, 90)),
    listed(2, axis(10, 10), axis(90, 90), aim="keep", posture_words="looked after, as intended"),
    listed(3, axis(90, 90), axis(90, 90), posture="led", posture_words="led", owner=MINE),
    listed(4, axis(10, 10), axis(90, 90), state="paused"),
    {**listed(5, axis(0, 0), axis(0, 0)), "effectiveness": None, "efficiency": None, "state": "former"},
]


CHOICES = Choices(5, [MINE], ["EMEA"], ["A", "B"], [])


def shown(items: list[dict[str, Any]], fitting: int, **query: str) -> str:
    quadrant = [account for account in ACCOUNTS if account["effectiveness"]]
    return monday_html(review(quadrant=quadrant), items, fitting, CHOICES, Filters.read(query), FRAME)


def test_only_what_there_is_to_choose_from_is_offered() -> None:
    html = shown(ACCOUNTS, 5)
    assert re.findall(r'<select name="(\w+)">', html) == ["team", "owner", "tier", "aim", "posture"]
    assert "chips" not in html


def test_each_choice_can_be_taken_away_by_itself() -> None:
    html = shown(ACCOUNTS[:2], 2, team="EMEA", tier="A", sort="name")
    assert "2 of 5 accounts" in html
    assert re.findall(r'class="chip" href="([^"]+)"', html) == ["/?tier=A&amp;sort=name", "/?team=EMEA&amp;sort=name"]
    assert '<option value="EMEA" selected>' in html
    assert '<input type="hidden" name="sort" value="name">' in html


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"team": "Mars <b>"}, "No account that you see has the team “Mars &lt;b&gt;”."),
        ({"country": "XX"}, "No account that you see has the country “XX”."),
        ({"owner": "four"}, "“four” owns no account that you see."),
        ({"owner": "5"}, "“5” owns no account that you see."),
        ({"posture": "good"}, "There is no posture “good”. Choose from: led,"),
    ],
)
def test_what_fits_nothing_is_said_plainly_and_stays_chosen(query: dict[str, str], said: str) -> None:
    html = shown([], 0, **query)
    assert said in html
    assert "None of the 5 accounts you see fits this choice." in html
    assert 'href="/">Show all 5</a>' in html
    assert html.count(" selected>") == 1
    assert 'id="five"' not in html


def test_what_is_looked_after_on_purpose_is_counted_by_itself() -> None:
    html = shown(ACCOUNTS, 5)
    counted = re.findall(r'<b>(\d+)</b> <span class="posture posture-(\w+)">', html)
    assert {posture for number, posture in counted if number == "1"} == {"managed_only", "intended", "led"}
    assert {posture for number, posture in counted if number == "0"} == {"neglected", "led_untidy", "not_known"}
    assert "2 more are not counted here" in html


def test_a_long_list_comes_in_pages_that_keep_the_choice() -> None:
    html = shown(ACCOUNTS, 70, aim="grow", sort="name")
    assert 'href="/?aim=grow&amp;sort=name&amp;start=30#accounts"' in html


def test_not_known_is_said_in_words() -> None:
    assert money(None) == band(None) == band(axis(0, 100)) == short_day(None) == "not known"
    assert money(0, "EUR") == "€0"
    assert band(axis(66.7, 100)) == "67 to 100"
    assert count({"yes": 18, "of": 20}) == "18 of 20"
    assert count({"yes": 8, "of": 5}) == "8, 5 needed"
    assert count({"yes": 0, "of": None}) == ""
