"""Merged in any order, chained, in circles, undone: the same is said as from scratch, and as if never merged."""

import random
from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import given
from sqlalchemy import Engine

from tests.conftest import NewDatabase
from tests.properties.examples import TIMES, examples
from tests.properties.merges import ACCOUNTS, PEOPLE, merging, random_turn, records
from tests.properties.test_any_order import arrive, everything_said
from tests.properties.versions import Batches, TwoWays
from tests.properties.workspaces import AS_OF
from tests.sending import patch

_numbers = count(1)


@pytest.fixture(scope="module")
def shared_engine(new_database: NewDatabase) -> Iterator[Engine]:
    with new_database() as engine:
        yield engine


def said(engine: Engine, batches: Batches, *, settled_each_time: bool) -> dict[str, Any]:
    workspace = f"m{next(_numbers)}"
    arrive(engine, workspace, batches, settled_each_time=settled_each_time)
    return everything_said(engine, workspace)


@examples(6)
@given(ways=merging())
def test_any_order_of_merges_says_the_same(shared_engine: Engine, ways: TwoWays) -> None:
    one = said(shared_engine, ways.one, settled_each_time=False)
    assert said(shared_engine, ways.other, settled_each_time=True) == one


@examples(4)
@given(ways=merging())
def test_undone_merges_leave_what_there_was_without_them(shared_engine: Engine, ways: TwoWays) -> None:
    """All undone at the end, by stamps newer than any, beside the same records heard of without a word on merging."""
    late = AS_OF + timedelta(hours=1)
    merged = [("account", each) for each in ACCOUNTS] + [("contact", each) for each in PEOPLE]
    undone = [patch(kind, id=each, merged_into_id=None, updated_at=late) for kind, each in merged]
    heard_of = [patch(kind, id=each, updated_at=late) for kind, each in merged]
    never = [[item for item in batch if "merged_into_id" not in (item.given or ())] for batch in ways.one]
    after = said(shared_engine, [*ways.other, undone], settled_each_time=True)
    assert after == said(shared_engine, [*never, heard_of], settled_each_time=False)


def test_judging_after_every_edit_equals_judging_from_scratch(shared_engine: Engine) -> None:
    """100 edits, moves, merges and deletes, judged after each; ten times as many with LEADLINE_EXAMPLES=10."""
    chance = random.Random(len(shared_engine.name) if TIMES == 1 else None)
    turns = [random_turn(chance) for _ in range(100 * TIMES)]
    everything = [*records(), *turns]
    step_by_step = said(shared_engine, [records(), *([turn] for turn in turns)], settled_each_time=True)
    assert said(shared_engine, [everything], settled_each_time=False) == step_by_step
    assert said(shared_engine, [everything[::-1]], settled_each_time=False) == step_by_step
