"""The same stamped records give the same assessments: in any order, again and again, cut into any batches."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import given
from sqlalchemy import Engine

from app.db import reading, writing
from app.services.assessments import read_assessment
from app.services.every_assessment import every_assessment
from app.services.list_assessments import list_assessments
from app.services.reassess_accounts import settle
from app.services.show_records import Caller, number_of
from tests.conftest import NewDatabase
from tests.properties.examples import examples
from tests.properties.versions import Batches, TwoWays, received, two_ways
from tests.properties.workspaces import AS_OF, at, surroundings
from tests.sending import Crm, put

NOW = AS_OF + timedelta(days=2)
PAST = (AS_OF, AS_OF - timedelta(days=30))
OURS = ("leadline_id", "version", "assessed_at")
_numbers = count(1)


@pytest.fixture(scope="module")
def shared_engine(new_database: NewDatabase) -> Iterator[Engine]:
    with new_database() as engine:
        yield engine


def arrive(engine: Engine, workspace: str, batches: Batches, *, settled_each_time: bool) -> None:
    for turn, batch in enumerate(batches):
        with writing(engine, None) as connection:
            crm = Crm(connection, workspace)
            crm.send(*batch, at=NOW + timedelta(minutes=turn))
        if settled_each_time or turn + 1 == len(batches):
            settle(engine, crm.workspace_id, NOW)


def everything_said(engine: Engine, workspace: str) -> dict[str, Any]:
    """What callers read of the accounts: recomputed, as stored, and listed."""
    with writing(engine, None) as connection:
        crm = Crm(connection, workspace)
    with reading(engine, crm.workspace_id) as connection:
        caller = Caller(connection, crm.workspace_id, crm.source_id)
        said: dict[str, Any] = defaultdict(list)
        for as_of in (*PAST, None):
            for assessment in every_assessment(caller, as_of, NOW):
                said[assessment["account_id"]].append(assessment)
        return bare(said | {"listed": list_assessments(caller)})


def bare(value: Any) -> Any:
    """Without our own numbers, which differ between two ways to the same end."""
    if isinstance(value, dict):
        is_flag = "opened_on" in value
        return {name: bare(each) for name, each in value.items() if name not in OURS and not (is_flag and name == "id")}
    return [bare(each) for each in value] if isinstance(value, list) else value


@examples(20)
@given(ways=two_ways())
def test_any_order_repetition_and_split_say_the_same(shared_engine: Engine, ways: TwoWays) -> None:
    one, other = (f"w{next(_numbers)}" for _ in range(2))
    arrive(shared_engine, one, ways.one, settled_each_time=False)
    arrive(shared_engine, other, ways.other, settled_each_time=True)
    assert everything_said(shared_engine, one) == everything_said(shared_engine, other)


@examples(8)
@given(ways=two_ways())
def test_an_account_alone_is_told_as_among_all(shared_engine: Engine, ways: TwoWays) -> None:
    workspace = f"w{next(_numbers)}"
    arrive(shared_engine, workspace, ways.one, settled_each_time=False)
    everybody = everything_said(shared_engine, workspace)
    with writing(shared_engine, None) as connection:
        crm = Crm(connection, workspace)
    with reading(shared_engine, crm.workspace_id) as connection:
        caller = Caller(connection, crm.workspace_id, crm.source_id)
        numbers = {name: number_of(caller, "account", name) for name in "abmn"}
        alone = {
            name: [read_assessment(caller, number, NOW, as_of) for as_of in (*PAST, None)]
            for name, number in numbers.items()
            if number and name in everybody
        }
    assert bare(alone) == {name: everybody[name] for name in alone}
    assert alone


@examples(8)
@given(ours=received(), theirs=received())
def test_another_workspaces_records_change_nothing(shared_engine: Engine, ours: Any, theirs: Any) -> None:
    mine, yours = (f"w{next(_numbers)}" for _ in range(2))
    arrive(shared_engine, mine, [ours], settled_each_time=False)
    before = everything_said(shared_engine, mine)
    arrive(shared_engine, yours, [theirs], settled_each_time=False)
    arrive(shared_engine, mine, [ours], settled_each_time=False)
    assert everything_said(shared_engine, mine) == before
    assert before["a"]


def test_what_arrives_on_one_account_is_told_on_the_other(shared_engine: Engine) -> None:
    silent = [
        put("account", id="a", relationship="customer", tier="A", created_at=at(900)),
        *(put("activity", id=f"n{number}", kind="note", account_id="a", completed_at=at(400)) for number in range(3)),
    ]
    met = [put(record.pop("type"), **record) for record in surroundings(20)]
    arrive(shared_engine, "at once", [silent + met], settled_each_time=False)
    arrive(shared_engine, "in turn", [silent], settled_each_time=True)
    before = everything_said(shared_engine, "in turn")["a"]
    arrive(shared_engine, "in turn", [met], settled_each_time=True)
    after = everything_said(shared_engine, "in turn")
    assert after == everything_said(shared_engine, "at once")
    assert before[-1]["posture"] != after["a"][-1]["posture"]
