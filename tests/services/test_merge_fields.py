"""Newest wins per field: the same versions in any order, repeated or not, end the same."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.services.merge_fields import merge_fields, pack_stamps, plain_text, unpack_stamps

START = datetime(2026, 1, 1, tzinfo=UTC)
FIELDS = ("name", "tier", "fit")
stamps = st.integers(0, 3).map(lambda day: START + timedelta(days=day))
values = st.none() | st.sampled_from(["a", "b", "", "10", "9"])
versions = st.tuples(st.dictionaries(st.sampled_from(FIELDS), values), stamps)


def as_text(_field: str, value: Any) -> str | None:
    return plain_text(value)


def merged(received: list[tuple[dict[str, Any], datetime]]) -> tuple[dict[str, Any], dict[str, datetime]]:
    state: tuple[dict[str, Any], dict[str, datetime]] = ({}, {})
    for incoming, stamp in received:
        state = merge_fields(*state, incoming, stamp, as_text)
    return state


@given(st.lists(versions, max_size=6).flatmap(lambda some: st.tuples(st.just(some), st.permutations(some))))
def test_any_order_gives_the_same_fields(orders: tuple[list[Any], list[Any]]) -> None:
    one, other = orders
    assert merged(one) == merged(other)


@given(st.lists(versions, max_size=6), st.lists(st.integers(0, 5), max_size=6))
def test_repetition_changes_nothing(received: list[Any], again: list[int]) -> None:
    repeated = received + [received[index] for index in again if index < len(received)]
    assert merged(repeated) == merged(received)


@given(st.lists(versions, max_size=6))
def test_stamps_survive_being_packed(received: list[Any]) -> None:
    _, stamps = merged(received)
    newest, different = pack_stamps(stamps, FIELDS)
    assert unpack_stamps(newest, different, FIELDS) == stamps
    assert not stamps or newest not in different.values()


def test_an_older_version_fills_only_what_the_newer_did_not_speak_of() -> None:
    newer = ({"tier": "A"}, START + timedelta(days=1))
    older = ({"tier": "B", "name": "Halden"}, START)
    assert merged([newer, older])[0] == {"tier": "A", "name": "Halden"}


def test_at_the_same_instant_a_value_beats_none() -> None:
    assert merged([({"tier": "A"}, START), ({"tier": None}, START)])[0] == {"tier": "A"}
