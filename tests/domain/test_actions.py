"""When an action is late, when it helped, and what it is compared with."""

from datetime import UTC, date, datetime, timedelta

import pytest

from app.domain.actions import Ends, FlagLife, Said, Trial, got_better, left_alone, next_friday
from app.domain.wording.actions import decided_sentence, helped_sentence, moved_words

MONDAY = datetime(2026, 6, 1, 9, tzinfo=UTC)
LATER = MONDAY + timedelta(days=70)
TRIAL = Trial("effectiveness", MONDAY, LATER, None)


def said(days: int, low: float) -> Said:
    return Said(MONDAY + timedelta(days=days), "managed_only", (low, 90), (80, 90))


@pytest.mark.parametrize(
    ("today", "friday"), [("2026-11-23", "2026-11-27"), ("2026-11-26", "2026-11-27"), ("2026-11-27", "2026-12-04")]
)
def test_by_next_friday(today: str, friday: str) -> None:
    assert next_friday(date.fromisoformat(today)).isoformat() == friday


def test_late_is_open_past_its_day_or_done_after_it() -> None:
    due, early, after = date(2026, 6, 5), date(2026, 6, 4), date(2026, 6, 8)
    waiting, on_time, belated, dropped = (
        Ends(due, None, None), Ends(due, early, None), Ends(due, after, None), Ends(due, None, after),
    )  # fmt: skip
    assert [ends.is_late_on(due) for ends in (waiting, on_time, belated, dropped)] == [False] * 4
    assert [ends.is_late_on(after) for ends in (waiting, on_time, belated, dropped)] == [True, False, True, False]
    assert belated.status_on(due) == "open", "a past day knows nothing of what came after"


def test_it_helped_when_the_low_end_rose_or_the_flag_cleared() -> None:
    assert got_better(TRIAL, [said(-1, 20), said(30, 45)]) is True
    assert got_better(TRIAL, [said(-1, 20), said(30, 20), said(80, 95)]) is False, "what came later is another story"
    assert got_better(TRIAL, []) is None
    cleared = Trial("effectiveness", MONDAY, LATER, date(2026, 6, 22))
    assert got_better(cleared, [said(-1, 20), said(30, 20)]) is True
    long_before = Trial("effectiveness", MONDAY, LATER, date(2026, 5, 4))
    assert got_better(long_before, [said(-1, 20), said(30, 20)]) is False


def test_compared_are_like_flags_nobody_acted_on_over_the_same_stretch_of_their_life() -> None:
    tried = FlagLife(1, 1, "managed_not_led", date(2026, 5, 25), None)
    alike = FlagLife(2, 2, "managed_not_led", date(2026, 6, 8), None)
    flags = [
        tried,
        alike,
        FlagLife(3, 3, "single_threaded", date(2026, 6, 8), None),
        FlagLife(4, 4, "managed_not_led", date(2026, 7, 6), None),
        FlagLife(5, 5, "managed_not_led", date(2026, 6, 8), date(2026, 6, 10)),
        FlagLife(6, 6, "managed_not_led", date(2026, 6, 8), None),
    ]
    found = left_alone({1: TRIAL}, flags, {1, 6}, LATER + timedelta(days=14))
    assert set(found) == {2}, "another code, another quarter, cleared before, acted on: nothing to compare"
    assert found[2].begins == MONDAY + timedelta(days=14)
    assert left_alone({1: TRIAL}, flags, {1, 6}, LATER) == {}, "its stretch has not ended"


def test_no_percent_under_enough_cases() -> None:
    few = {"asked": 5, "helped": 3, "left_alone": 40, "better_alone": 10}
    words = helped_sentence(few, 60, 20) or ""
    assert words.startswith("Of those done 60 days ago, 3 of 5 helped.")
    assert "Too few to say" in words
    assert "%" not in words
    enough = helped_sentence({**few, "asked": 20, "helped": 12}, 60, 20) or ""
    assert enough.endswith("That is 60% against 25%.")
    assert helped_sentence({"asked": 0, "helped": 0, "left_alone": 0, "better_alone": 0}, 60, 20) is None


def test_the_line_of_the_decisions() -> None:
    assert decided_sentence(7, 5, 1, 1) == "7 agreed: 5 done, 1 late, 1 dropped."
    assert decided_sentence(2, 0, 0, 0) == "2 agreed: 0 done, 2 not due yet."
    assert decided_sentence(0, 0, 0, 0) == "Nothing was agreed last week."


def test_what_moved() -> None:
    led = Said(LATER, "led", (75, 90), (80, 90))
    assert moved_words(said(0, 20), led) == "Was looked after, not led, now led; leadership from 20 to 75."
    assert moved_words(said(0, 20), said(5, 20)) == "Nothing has moved yet."
    assert moved_words(None, led) is None
