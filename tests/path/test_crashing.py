"""Killed at any moment, nothing acknowledged is lost or doubled: short forms of bench/crashing.py."""

import pytest
from sqlalchemy import Engine

from app.db import writing
from app.models.row_security import as_owner
from bench.crashing import crash, own_postgresql
from tests.clients import client_of
from tests.conftest import NewDatabase

ROUNDS = 3
DIES_AT_COMMIT = """
CREATE FUNCTION dies() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS
    'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END';
CREATE CONSTRAINT TRIGGER dies AFTER INSERT OR UPDATE ON {} DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION dies();
"""


def test_a_killed_server_loses_and_doubles_nothing(engine: Engine) -> None:
    told = crash(engine.url.render_as_string(hide_password=False), ROUNDS)
    assert (told.rounds, told.lost, told.doubled, told.unanswered) == (ROUNDS, [], [], [])
    assert told.acknowledged > 4


@pytest.mark.postgresql
def test_a_killed_postgresql_loses_and_doubles_nothing() -> None:
    with own_postgresql() as (url, kill_and_restart):
        told = crash(url, ROUNDS, kill_and_restart)
    assert (told.rounds, told.lost, told.doubled, told.unanswered) == (ROUNDS, [], [], [])
    assert told.acknowledged > 4


@pytest.mark.postgresql
@pytest.mark.parametrize("table", ["account", "action"])
def test_a_connection_that_dies_while_it_commits_is_no_acknowledgement(
    new_postgres_database: NewDatabase, table: str
) -> None:
    with new_postgres_database() as engine:
        caller = client_of(engine)
        assert caller.put("/v1/accounts/A0", json={"name": "Halden Rail", "owner_id": "U1"}).status_code == 201

        def send() -> int:
            if table == "account":
                return caller.put("/v1/accounts/A1", json={"name": "Northgate Foods"}).status_code
            agreed = {"account_id": "A0", "what": "Call Dana", "due_on": "2099-01-15"}
            return caller.post("/v1/actions", json=agreed, headers={"Idempotency-Key": "one"}).status_code

        with writing(engine, None) as connection:
            as_owner(connection)
            connection.exec_driver_sql(DIES_AT_COMMIT.format(table))
        assert [send(), send()] == [503, 503]
        with writing(engine, None) as connection:
            as_owner(connection)
            connection.exec_driver_sql(f"DROP TRIGGER dies ON {table}")
        assert send() == 201
        assert send() == (201 if table == "action" else 200)
        everything = caller.get("/v1/actions" if table == "action" else "/v1/accounts").json()["items"]
        assert len(everything) == (1 if table == "action" else 2)
