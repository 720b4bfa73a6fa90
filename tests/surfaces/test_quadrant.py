"""The quadrant says where accounts stand, how sure we are, and what we cannot see."""

from itertools import combinations
from math import hypot
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from app.surfaces.pages.quadrant import LEFT, SIDE_X, SIDE_Y, TOP, across, quadrant, up
from tests.surfaces.samples import axis, listed

points = st.floats(0, 100).map(lambda value: round(value, 1))


@st.composite
def accounts(draw: st.DrawFn) -> list[dict[str, Any]]:
    found = []
    for number in range(1, draw(st.integers(1, 60)) + 1):
        ends = [sorted((draw(points), draw(points))) for _ in range(2)]
        found.append(listed(number, axis(*ends[0]), axis(*ends[1])))
    return found


@settings(max_examples=25, deadline=None)
@given(accounts())
def test_dots_lie_inside_the_plot_and_not_on_each_other(some: list[dict[str, Any]]) -> None:
    marks = quadrant(some, [some[0]["leadline_id"]]).marks
    for mark in marks:
        assert LEFT <= mark.x - mark.radius <= mark.x + mark.radius <= LEFT + SIDE_X
        assert TOP <= mark.y - mark.radius <= mark.y + mark.radius <= TOP + SIDE_Y
    for one, other in combinations(marks, 2):
        assert hypot(one.x - other.x, one.y - other.y) >= one.radius + other.radius


def test_better_basics_lie_to_the_right_and_more_leadership_above() -> None:
    low, high = quadrant([listed(1, axis(10, 10), axis(20, 20)), listed(2, axis(90, 90), axis(80, 80))], []).marks[::-1]
    assert low.x < high.x
    assert low.y > high.y
    assert (low.x, low.y) == (across(20), up(10))


def test_what_is_uncertain_is_a_band_and_what_is_certain_is_none() -> None:
    (mark,) = quadrant([listed(1, axis(40, 80), axis(90, 90))], []).marks
    assert mark.band_y == (up(80), up(40))
    assert mark.band_x is None


def test_what_we_cannot_see_is_beside_the_plot_and_never_in_it() -> None:
    unknown = [listed(number, axis(0, 100), axis(30, 90)) for number in range(1, 101)]
    drawn = quadrant(unknown, [])
    assert not drawn.marks
    assert len(drawn.unseen) + drawn.more_unseen == 100
    assert drawn.unseen[0].account["leadline_id"] == 100, "those of most money first"


def test_more_money_is_a_larger_dot_and_the_five_carry_their_rank() -> None:
    some = [listed(number, axis(number, number), axis(90 - number, 90 - number)) for number in range(1, 80)]
    drawn = quadrant(some, [5, 60])
    radius = {mark.account["leadline_id"]: mark.radius for mark in drawn.marks if not mark.rank}
    assert radius[79] > radius[40] > radius[1]
    assert {mark.account["leadline_id"]: mark.rank for mark in drawn.marks if mark.rank} == {5: 1, 60: 2}


def test_many_accounts_are_drawn_in_part_and_the_rest_is_counted() -> None:
    some = [listed(number, axis(number % 90, number % 90), axis(50, 50)) for number in range(1, 401)]
    drawn = quadrant(some, [])
    assert len(drawn.marks) + drawn.left_out == 400


def test_the_lines_are_those_of_the_policy() -> None:
    drawn = quadrant([listed(1, axis(1, 1, 60), axis(1, 1, 60)), listed(2, axis(1, 1, 75), axis(1, 1, 60))], [])
    assert drawn.leadership_line == (up(60), up(75))
    assert drawn.basics_line == across(60)
