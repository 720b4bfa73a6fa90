"""Who sees what: one's own accounts, shared ones, and whatever one's reports see."""

from hypothesis import given
from hypothesis import strategies as st

from app.domain.viewing import Held, reports_of, seen_by

BOSS, LEAD, KIM, LU, ALONE = 1, 2, 3, 4, 5
TREE = {LEAD: BOSS, KIM: LEAD, LU: LEAD}
ACCOUNTS = [Held(10, KIM), Held(11, LU, (ALONE,)), Held(12, ALONE), Held(13, None), Held(14, BOSS, (LU,))]


def seen(user: int) -> set[int]:
    return set(seen_by(reports_of(user, TREE), ACCOUNTS))


def test_everybody_sees_their_own_shared_and_below() -> None:
    assert seen(KIM) == {10}
    assert seen(LU) == {11, 14}
    assert seen(ALONE) == {11, 12}
    assert seen(LEAD) == {10, 11, 14}
    assert seen(BOSS) == {10, 11, 14}


def test_an_account_nobody_holds_is_seen_by_nobody() -> None:
    assert all(13 not in seen(user) for user in (BOSS, LEAD, KIM, LU, ALONE))


def test_managers_in_a_circle_see_each_other_and_nothing_runs_on() -> None:
    circle = {KIM: LU, LU: KIM}
    assert reports_of(KIM, circle) == reports_of(LU, circle) == {KIM, LU}


@given(st.dictionaries(st.integers(1, 8), st.integers(1, 8)), st.integers(1, 8))
def test_a_manager_sees_whatever_a_report_sees(managers: dict[int, int], user: int) -> None:
    for report in reports_of(user, managers):
        assert reports_of(report, managers) <= reports_of(user, managers)
