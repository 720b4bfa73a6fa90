"""The same stamped records in any order, repetition and split leave the same rows."""

from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from app.db import writing
from app.services.ingest_records import Incoming
from tests.conftest import NewDatabase
from tests.sending import NOON, Crm, delete, patch, put

_numbers = count(1)
stamps = st.integers(0, 3).map(lambda day: NOON - timedelta(days=9 - day))
ids = st.sampled_from("12")
some_ids = st.none() | ids


def records(record_type: str, **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Incoming]:
    chosen = st.fixed_dictionaries({"id": ids, "updated_at": stamps, **fields})
    parts = st.sets(st.sampled_from(sorted(fields)), min_size=1)
    return st.one_of(
        chosen.map(lambda values: put(record_type, **values)),
        st.tuples(chosen, parts).map(
            lambda both: patch(
                record_type, **{name: both[0][name] for name in both[0] if name in ("id", "updated_at", *both[1])}
            )
        ),
        st.builds(delete, st.just(record_type), ids, stamps),
    )


anything = st.one_of(
    records("account", owner_id=some_ids, tier=st.sampled_from(["A", "B", None]), parent_id=some_ids),
    records("opportunity", account_id=some_ids, owner_id=some_ids, stage=st.sampled_from(["New", "Won", None])),
    records("contact", account_id=some_ids, title=st.sampled_from(["CFO", "Buyer", None])),
    records(
        "activity",
        kind=st.sampled_from(["call", "email"]),
        account_id=some_ids,
        opportunity_id=some_ids,
        contact_ids=st.none() | st.lists(ids, max_size=2),
        body=st.sampled_from([None, "Thanks, received!", "Here is the quotation you asked for."]),
    ),
    records("quote", account_id=some_ids, opportunity_id=some_ids, status=st.sampled_from(["sent", "draft"])),
    st.builds(
        lambda id_, at, changed_at, of, new: put(
            "field_change",
            id=id_,
            updated_at=at,
            record_type="opportunity",
            record_id=of,
            field="stage",
            new=new,
            changed_at=changed_at,
        ),
        ids,
        stamps,
        stamps,
        ids,
        st.sampled_from(["New", "Won"]),
    ),
)


@st.composite
def two_ways(draw: st.DrawFn) -> tuple[list[list[Incoming]], list[list[Incoming]]]:
    """The same records cut into batches, and shuffled, repeated in part and cut otherwise."""
    received = draw(st.lists(anything, min_size=1, max_size=8))
    again = draw(st.lists(st.sampled_from(received), max_size=3))
    return _cut(draw, received), _cut(draw, draw(st.permutations(received + again)))


def _cut(draw: st.DrawFn, received: list[Incoming]) -> list[list[Incoming]]:
    size = draw(st.integers(1, len(received)))
    return [received[start : start + size] for start in range(0, len(received), size)]


@pytest.fixture(scope="module")
def shared_engine(new_database: NewDatabase) -> Any:
    with new_database() as engine:
        yield engine


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ways=two_ways())
def test_any_order_repetition_and_split_leave_the_same_rows(shared_engine: Engine, ways: Any) -> None:
    ends = []
    for batches in ways:
        with writing(shared_engine, None) as connection:
            crm = Crm(connection, workspace=f"w{next(_numbers)}")
            for batch in batches:
                crm.send(*batch)
            ends.append(crm.everything())
    assert ends[0] == ends[1]
