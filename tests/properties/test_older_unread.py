"""Whatever arrives, in whatever order: with older activities left unread the same is said as with all of them read."""

from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest
from hypothesis import given
from sqlalchemy import Engine

from app.db import writing
from app.models.policy_version import add_policy
from app.services import dossiers
from app.services.policies import default_document
from tests.conftest import NewDatabase
from tests.properties.examples import examples
from tests.properties.test_any_order import NOW, arrive, everything_said
from tests.properties.versions import Batches, TwoWays, two_ways
from tests.sending import Crm

SHORT = {"contact": 10, "won": 30, "work": 20, "starter": 5, "silence": 20, "mail_pair": 3}
_numbers = count(1)


@pytest.fixture(scope="module")
def shared_engine(new_database: NewDatabase) -> Iterator[Engine]:
    with new_database() as engine:
        yield engine


def short_policy() -> dict[str, Any]:
    """So short that half of what is drawn lies before its windows."""
    document = default_document()
    windows = {
        name: {**number, "value": SHORT.get(name, number["value"])} for name, number in document["windows"].items()
    }
    change = {**document["change"], "longest": {**document["change"]["longest"], "value": 30}}
    change["surge_window"] = {**change["surge_window"], "value": 10}
    findings = {**document["findings"], "champion_seen": {**document["findings"]["champion_seen"], "value": 20}}
    flags = {**document["flags"], "looks": {**document["flags"]["looks"], "value": 2}}
    return {**document, "windows": windows, "change": change, "findings": findings, "flags": flags}


def said_of(engine: Engine, batches: Batches, *, settled_each_time: bool) -> Any:
    name = f"p{next(_numbers)}"
    with writing(engine, None) as connection:
        workspace_id = Crm(connection, name).workspace_id
    with writing(engine, workspace_id) as connection:
        add_policy(connection, workspace_id, 2, short_policy(), author="Ada", reason="Shorter", published_at=NOW)
    arrive(engine, name, batches, settled_each_time=settled_each_time)
    return everything_said(engine, name)


@examples(10)
@given(ways=two_ways())
def test_older_activities_left_unread_change_nothing(shared_engine: Engine, ways: TwoWays) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dossiers, "WORTH_KEEPING", 10**9)
        whole = said_of(shared_engine, ways.one, settled_each_time=False)
        patch.setattr(dossiers, "WORTH_KEEPING", 1)
        patch.setattr(dossiers, "GROWN_DAYS", 0)
        patch.setattr(dossiers, "LOOKED_BACK_DAYS", 0)
        assert said_of(shared_engine, ways.other, settled_each_time=True) == whole
