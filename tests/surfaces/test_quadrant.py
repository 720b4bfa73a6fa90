"""The quadrant says where accounts stand, how sure we are, and what we cannot see."""

from itertools import combinations
from math import hypot
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.surfaces.charts.places import Mark, Plot, Quadrant, quadrant_of
from tests.surfaces.samples import axis, listed

points = st.floats(0, 100).map(lambda value: round(value, 1))


@st.composite
def accounts(draw: st.DrawFn) -> list[dict[str, Any]]:
    found = []
    for number in range(1, draw(st.integers(1, 60)) + 1):
        ends = [sorted((draw(points), draw(points))) for _ in range(2)]
        found.append(listed(number, axis(*ends[0]), axis(*ends[1])))
    return found


def placed(drawn: Quadrant, plot: Plot) -> list[Mark]:
    return plot.placed(drawn.dots, max((dot.at_stake for dot in drawn.dots), default=0))


PLOTS = [Plot(676, 406), Plot(296, 266)]
DESK = PLOTS[0]


@pytest.mark.parametrize("plot", PLOTS, ids=("desk", "phone"))
@settings(max_examples=15, deadline=None)
@given(some=accounts())
def test_dots_lie_inside_the_plot_and_not_on_each_other(plot: Plot, some: list[dict[str, Any]]) -> None:
    marks = placed(quadrant_of(some, [some[0]["leadline_id"]]), plot)
    for mark in marks:
        assert 0 <= mark.x - mark.radius <= mark.x + mark.radius <= plot.width
        assert 0 <= mark.y - mark.radius <= mark.y + mark.radius <= plot.height
    for one, other in combinations(marks, 2):
        assert hypot(one.x - other.x, one.y - other.y) >= one.radius + other.radius


def test_better_basics_lie_to_the_right_and_more_leadership_above() -> None:
    some = [listed(1, axis(10, 10), axis(20, 20)), listed(2, axis(90, 90), axis(80, 80))]
    low, high = placed(quadrant_of(some, []), DESK)[::-1]
    assert low.x < high.x
    assert low.y > high.y
    assert (low.x, low.y) == (DESK.across(20), DESK.up(10))


def test_what_is_uncertain_is_a_band_and_what_is_certain_is_none() -> None:
    (dot,) = quadrant_of([listed(1, axis(40, 80), axis(90, 90))], []).dots
    assert dot.leadership == (40, 80)
    assert dot.basics == (90, 90)


def test_what_we_cannot_see_is_beside_the_plot_and_never_in_it() -> None:
    unknown = [listed(number, axis(0, 100), axis(30, 90)) for number in range(1, 101)]
    drawn = quadrant_of(unknown, [])
    assert not drawn.dots
    assert len(drawn.unseen) + drawn.unseen_left_out == 100
    assert drawn.unseen[0].leadline_id == 100, "those of most money first"
    assert "100 we cannot see" in drawn.says


def test_more_money_is_a_larger_dot_and_the_five_carry_their_rank() -> None:
    some = [listed(number, axis(number, number), axis(90 - number, 90 - number)) for number in range(1, 80)]
    marks = placed(quadrant_of(some, [5, 60]), DESK)
    radius = {mark.dot.leadline_id: mark.radius for mark in marks if not mark.dot.rank}
    assert radius[79] > radius[40] > radius[1]
    assert {mark.dot.leadline_id: mark.dot.rank for mark in marks if mark.dot.rank} == {5: 1, 60: 2}


def test_many_accounts_are_drawn_in_part_and_the_rest_is_counted() -> None:
    some = [listed(number, axis(number % 90, number % 90), axis(50, 50)) for number in range(1, 401)]
    drawn = quadrant_of(some, [])
    assert len(drawn.dots) + drawn.dots_left_out == 400


def test_the_lines_are_those_of_the_policy() -> None:
    drawn = quadrant_of([listed(1, axis(1, 1, 60), axis(1, 1, 55)), listed(2, axis(1, 1, 75), axis(1, 1, 55))], [])
    assert drawn.leadership_lines == (60, 75)
    assert drawn.basics_line == 55


def test_a_dot_says_whose_it_is_how_it_stands_and_what_both_axes_need() -> None:
    (dot,) = quadrant_of([listed(4, axis(40, 80, 65), axis(90, 90))], []).dots
    assert dot.says == (
        "Account 4: looked after, not led. Leadership 40 to 80, needs 65. Basics 90, needs 60. At stake: \u20ac4K."
    )
