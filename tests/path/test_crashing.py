"""Killed at any moment, nothing acknowledged is lost or doubled: short forms of bench/crashing.py."""

import pytest
from sqlalchemy import Engine

from bench.crashing import crash, own_postgresql

ROUNDS = 3


def test_a_killed_server_loses_and_doubles_nothing(engine: Engine) -> None:
    told = crash(engine.url.render_as_string(hide_password=False), ROUNDS)
    assert (told.rounds, told.lost, told.doubled) == (ROUNDS, [], [])
    assert told.acknowledged > 4


@pytest.mark.postgresql
def test_a_killed_postgresql_loses_and_doubles_nothing() -> None:
    with own_postgresql() as (url, kill_and_restart):
        told = crash(url, 1, kill_and_restart)
    assert (told.rounds, told.lost, told.doubled) == (1, [], [])
    assert told.acknowledged > 4
