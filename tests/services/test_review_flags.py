"""Which flags the review speaks of: after a business day with their owner, new ones first, few for each person."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from app.services.policies import default_policy
from app.services.review_flags import new_flags, ripe

MONDAY = date(2026, 11, 23)
POLICY = default_policy()


def flag(opened_on: str, status: str = "open") -> dict[str, Any]:
    return {"id": "f_1", "code": "slow_quotes", "status": status, "opened_on": opened_on}


def body(value: float) -> dict[str, Any]:
    return {"priority": {"value": value, "shortfall": 10}}


@pytest.mark.parametrize(
    ("as_of", "told"),
    [
        ("2026-11-23T06:00", False),  # the Monday it opened
        ("2026-11-23T16:59", False),
        ("2026-11-24T09:00", True),  # its owner had the Monday
        ("2026-11-30T06:00", True),
    ],
)
def test_a_flag_is_told_after_its_owner_had_a_business_day(as_of: str, told: bool) -> None:
    at = datetime.fromisoformat(as_of).replace(tzinfo=UTC)
    assert bool(ripe({1: [flag("2026-11-23")]}, at, POLICY)) is told


def test_new_is_what_opened_since_the_last_reviews_monday() -> None:
    about = {n: {"name": f"A{n}", "owner": None} for n in (1, 2)}
    flags = {1: [flag("2026-11-16")], 2: [flag("2026-11-15")]}
    (owned,) = new_flags({1: body(1), 2: body(1)}, flags, about, MONDAY)
    assert [each["name"] for each in owned["items"]] == ["A1"]


def test_five_for_each_owner_the_weightiest_first_and_the_rest_as_a_number() -> None:
    kim = {"leadline_id": 7, "name": "Kim"}
    about = {n: {"name": f"A{n}", "owner": kim} for n in range(8)}
    (owned,) = new_flags({n: body(n) for n in about}, {n: [flag("2026-11-16")] for n in about}, about, MONDAY)
    assert [each["name"] for each in owned["items"]] == ["A7", "A6", "A5", "A4", "A3"]
    assert (owned["owner"], owned["more"]) == (kim, 3)


def test_what_somebody_has_answered_is_not_told_as_new() -> None:
    about = {1: {"name": "A1", "owner": None}}
    assert new_flags({1: body(1)}, {1: [flag("2026-11-16", "on_purpose")]}, about, MONDAY) == []
