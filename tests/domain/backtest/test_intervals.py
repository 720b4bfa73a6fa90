"""Limits are what the literature says, and no share is given of a handful of cases."""

from math import comb, isinf

import pytest

from app.domain.backtest.intervals import FEWEST, compare, exact_limits, rate_of


def cases(yes: int, of: int, first_account: int = 0) -> list[tuple[int, bool]]:
    return [(first_account + number, number < yes) for number in range(of)]


@pytest.mark.parametrize(("yes", "of"), [(1, 20), (5, 10), (40, 113), (415, 847), (99, 100)])
def test_exact_limits_leave_two_and_a_half_percent_in_each_tail(yes: int, of: int) -> None:
    def tail(share: float, numbers: range) -> float:
        return sum(comb(of, number) * share**number * (1 - share) ** (of - number) for number in numbers)

    low, high = exact_limits(yes, of)
    assert tail(low, range(yes, of + 1)) == pytest.approx(0.025, rel=1e-6)
    assert tail(high, range(yes + 1)) == pytest.approx(0.025, rel=1e-6)


def test_never_and_always_have_one_sided_limits() -> None:
    assert exact_limits(0, 10) == (0.0, pytest.approx(1 - 0.025 ** (1 / 10)))
    assert exact_limits(10, 10) == (pytest.approx(0.025 ** (1 / 10)), 1.0)


def test_under_twenty_cases_there_is_no_share() -> None:
    few, enough = rate_of(cases(3, FEWEST - 1)), rate_of(cases(3, FEWEST))
    assert (few.yes, few.of, few.share) == (3, 19, None)
    assert enough.share
    assert compare(cases(3, 19), cases(30, 60, 100)).lift is None


def test_twenty_cases_of_a_few_accounts_are_still_too_few() -> None:
    assert rate_of([(number % 5, True) for number in range(40)]).share is None


def test_an_account_that_counts_every_month_is_not_new_evidence_each_time() -> None:
    once = rate_of(cases(20, 40)).share
    six_times = rate_of([case for case in cases(20, 40) for _ in range(6)]).share
    assert once
    assert six_times
    assert six_times.value == once.value
    assert (six_times.low, six_times.high) == pytest.approx((once.low, once.high))


def test_a_difference_and_a_ratio_agree_on_what_is_clear() -> None:
    clear = compare(cases(415, 847), cases(40, 113, 1000))
    assert clear.difference
    assert clear.lift
    assert clear.lift.value == pytest.approx(1.384, abs=0.001)
    assert 1 < clear.lift.low < clear.lift.value < clear.lift.high < 2
    assert 0 < clear.difference.low < 0.136 < clear.difference.high
    unclear = compare(cases(50, 100), cases(45, 100, 1000))
    assert unclear.difference
    assert unclear.lift
    assert unclear.difference.low < 0 < unclear.difference.high
    assert unclear.lift.low < 1 < unclear.lift.high


def test_newcombes_own_example() -> None:
    """56 of 70 against 48 of 80: difference 0.2; method 10 gives 0.0524 to 0.3339 with Wilson's limits.

    Exact limits are a little wider.
    """
    found = compare(cases(56, 70), cases(48, 80, 1000)).difference
    assert found
    assert found.value == pytest.approx(0.2)
    assert found.low == pytest.approx(0.0524, abs=0.015)
    assert found.low < 0.0524
    assert found.high == pytest.approx(0.3339, abs=0.015)
    assert found.high > 0.3339


def test_what_never_happened_otherwise_has_no_ratio() -> None:
    assert compare(cases(10, 40), cases(0, 40, 1000)).lift is None
    never = compare(cases(0, 40), cases(10, 40, 1000)).lift
    assert never
    assert (never.value, never.low) == (0.0, 0.0)
    assert not isinf(never.high)
