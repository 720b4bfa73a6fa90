"""Records written one by one, each judged by the difference it makes, say what judging everything at once says."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import given
from sqlalchemy import Engine

from app.db import reading, writing
from app.domain.facts import facts_from_json
from app.domain.surroundings import surroundings_to_json, survey
from app.domain.surroundings_moved import totals_of, totals_to_json
from app.models.account_facts import load_facts
from app.models.account_mark import marked_accounts
from app.models.surroundings import load_surroundings
from app.services.policies import policy_in_force
from app.services.reassess_accounts import settle
from app.services.store_record import store_record
from tests.conftest import NewDatabase
from tests.properties.examples import examples
from tests.properties.test_any_order import NOW, arrive, everything_said
from tests.properties.versions import TwoWays, two_ways
from tests.sending import Crm

ONE_BY_ONE = 12
_numbers = count(1)


@pytest.fixture(scope="module")
def shared_engine(new_database: NewDatabase) -> Iterator[Engine]:
    with new_database() as engine:
        yield engine


@examples(6)
@given(ways=two_ways())
def test_one_by_one_says_what_all_at_once_says(shared_engine: Engine, ways: TwoWays) -> None:
    one, other = (f"s{next(_numbers)}" for _ in range(2))
    records = [record for batch in ways.one for record in batch]
    arrive(shared_engine, one, [records], settled_each_time=False)
    arrive(shared_engine, other, [records[:-ONE_BY_ONE]], settled_each_time=True)
    with writing(shared_engine, None) as connection:
        crm = Crm(connection, other)
    for turn, record in enumerate(records[-ONE_BY_ONE:]):
        received_at = NOW + timedelta(minutes=1, microseconds=turn)
        store_record(shared_engine, crm.workspace_id, crm.source_id, record, received_at)
    with reading(shared_engine, crm.workspace_id) as connection:
        assert not marked_accounts(connection, crm.workspace_id), "a calm account is judged before the answer"
    assert_surroundings_are_whole(shared_engine, crm.workspace_id)
    settle(shared_engine, crm.workspace_id, NOW)
    said, at_once = (without_instants(everything_said(shared_engine, name)) for name in (other, one))
    assert said == at_once


def without_instants(said: Any) -> Any:
    """Each was judged at the instant of its last record."""
    if isinstance(said, dict):
        return {name: without_instants(each) for name, each in said.items() if name != "as_of"}
    return [without_instants(each) for each in said] if isinstance(said, list) else said


def assert_surroundings_are_whole(engine: Engine, workspace_id: int) -> None:
    with reading(engine, workspace_id) as connection:
        facts = [facts_from_json(number, body) for number, body in load_facts(connection, workspace_id)]
        kept, policy = load_surroundings(connection, workspace_id), policy_in_force(connection, workspace_id)
    assert kept is not None
    assert kept.body == surroundings_to_json(survey(facts, policy, NOW))
    assert kept.totals == {"policy": policy.version, "feeds": totals_to_json(totals_of(facts))}
