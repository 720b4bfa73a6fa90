"""The list on the Monday page: what the address says, it shows."""

import re

import pytest

from app.surfaces.pages.formats import band, count, money, short_day
from app.surfaces.pages.monday import Filters, monday_html
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


def shown(**query: str) -> list[int]:
    quadrant = [account for account in ACCOUNTS if account["effectiveness"]]
    html = monday_html(review(quadrant=quadrant), ACCOUNTS, Filters.read(query), FRAME)
    return [int(number) for number in re.findall(r'<th scope="row"><a href="/accounts/(\d+)">', html)]


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ({}, [1, 2, 3, 4, 5]),
        ({"posture": "managed_only", "aim": "grow"}, [1]),
        ({"posture": "managed_only", "aim": "not_grow"}, [2]),
        ({"posture": "led"}, [3]),
        ({"owner": "4"}, [3]),
        ({"owner": "four", "aim": "win", "posture": "good"}, [1, 2, 3, 4, 5]),
        ({"start": "3"}, [4, 5]),
        ({"start": "77"}, []),
    ],
)
def test_the_list_shows_what_the_address_asks_for(query: dict[str, str], numbers: list[int]) -> None:
    assert shown(**query) == numbers


def test_what_is_looked_after_on_purpose_is_counted_by_itself() -> None:
    quadrant = [account for account in ACCOUNTS if account["effectiveness"]]
    html = monday_html(review(quadrant=quadrant), ACCOUNTS, Filters(), FRAME)
    counted = re.findall(r'<b>(\d+)</b> <span class="posture posture-(\w+)">', html)
    assert {posture for number, posture in counted if number == "1"} == {"managed_only", "intended", "led"}
    assert {posture for number, posture in counted if number == "0"} == {"neglected", "led_untidy", "not_known"}
    assert "2 more are not counted here" in html


def test_a_long_list_comes_in_pages_that_keep_the_choice() -> None:
    many = [listed(number, axis(10, 10), axis(90, 90)) for number in range(1, 71)]
    html = monday_html(review(quadrant=many), many, Filters.read({"aim": "grow", "sort": "name"}), FRAME)
    assert 'href="/?aim=grow&amp;sort=name&amp;start=30#accounts"' in html


def test_not_known_is_said_in_words() -> None:
    assert money(None) == band(None) == band(axis(0, 100)) == short_day(None) == "not known"
    assert money(0, "EUR") == "€0"
    assert band(axis(66.7, 100)) == "67 to 100"
    assert count({"yes": 18, "of": 20}) == "18 of 20"
    assert count({"yes": 8, "of": 5}) == "8, 5 needed"
    assert count({"yes": 0, "of": None}) == ""
