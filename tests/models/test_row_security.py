"""PostgreSQL keeps workspaces apart by itself, whatever the application forgets to ask."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import psycopg
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, Table, event, insert
from sqlalchemy.exc import DBAPIError
from sqlmodel import SQLModel

from app.db import APP_ROLE, make_engine, reading, writing
from app.models.row_security import as_owner, unsecured
from app.services.migrate import migrate
from tests.clients import client_of
from tests.conftest import NewDatabase
from tests.sending import NOON

TABLES = {name: table for name, table in SQLModel.metadata.tables.items() if "workspace_id" in table.c}
VALUES: dict[type, Any] = {int: 1, str: "x", bool: True, float: 1.0, bytes: b"x", date: NOON.date(), datetime: NOON}
pytestmark = pytest.mark.postgresql


def row_of(table: Table, workspace_id: int) -> dict[str, Any]:
    """As little as the table takes; what has to be unique names the workspace."""
    row = {"workspace_id": workspace_id}
    for column in table.c:
        if (
            column.name in row
            or column.nullable
            or column.autoincrement is True
            or column is table.autoincrement_column
        ):
            continue
        kind = column.type.impl.python_type if hasattr(column.type, "impl") else column.type.python_type
        row[column.name] = f"x{workspace_id}" if kind is str else VALUES.get(kind, {})
    return row


@pytest.fixture(scope="module")
def two(new_postgres_database: NewDatabase) -> Iterator[tuple[Engine, TestClient, TestClient]]:
    """A database whose two workspaces have a row in every table, and a caller of each."""
    with new_postgres_database() as engine:
        ours, theirs = client_of(engine, "ours"), client_of(engine, "theirs")
        for client in (ours, theirs):
            with writing(engine, client.workspace_id) as connection:
                as_owner(connection)
                connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
                for table in TABLES.values():
                    connection.execute(insert(table).values(row_of(table, client.workspace_id)))
        yield engine, ours, theirs


def test_we_work_as_somebody_who_owns_nothing_and_stands_above_no_rule(two: Any) -> None:
    with reading(two[0], None) as connection:
        ask = (
            "SELECT current_user, rolsuper OR rolbypassrls OR rolcreaterole FROM pg_roles WHERE rolname = current_user"
        )
        assert connection.exec_driver_sql(ask).one() == (APP_ROLE, False)
        owned = "SELECT count(*) FROM pg_class WHERE relowner = current_user::regrole"
        assert connection.exec_driver_sql(owned).scalar() == 0


def test_every_table_of_workspaces_is_secured(two: Any) -> None:
    with reading(two[0], None) as connection:
        assert unsecured(connection) == []
        forced = "SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity"
        assert {row[0] for row in connection.exec_driver_sql(forced)} == {*TABLES, "workspace"}
    with writing(two[0], None) as connection:
        as_owner(connection)
        connection.exec_driver_sql("ALTER TABLE quote NO FORCE ROW LEVEL SECURITY")
        connection.exec_driver_sql("CREATE TABLE forgotten (workspace_id int)")
        assert unsecured(connection) == ["forgotten", "quote"]
        connection.rollback()


@pytest.mark.parametrize("name", sorted(TABLES))
def test_a_table_shows_and_takes_only_the_rows_of_its_workspace(two: Any, name: str) -> None:
    engine, ours, theirs = two
    foreign = theirs.workspace_id
    with writing(engine, ours.workspace_id) as connection:
        run = connection.exec_driver_sql
        assert {row[0] for row in run(f'SELECT workspace_id FROM "{name}"')} == {ours.workspace_id}
        assert run(f'UPDATE "{name}" SET workspace_id = workspace_id WHERE workspace_id = {foreign}').rowcount == 0
        assert run(f'DELETE FROM "{name}" WHERE workspace_id = {foreign}').rowcount == 0
        for forbidden in (
            f'UPDATE "{name}" SET workspace_id = {foreign}',
            insert(TABLES[name]).values(row_of(TABLES[name], foreign)),
        ):
            with pytest.raises(DBAPIError, match="row-level security"), connection.begin_nested():
                run(forbidden) if isinstance(forbidden, str) else connection.execute(forbidden)
    with reading(engine, None) as connection:
        assert connection.exec_driver_sql(f'SELECT count(*) FROM "{name}"').scalar() == 0


def test_with_every_filter_of_ours_taken_out_nobody_sees_another_workspace(two: Any) -> None:
    engine = two[0]
    ours, theirs = client_of(engine, "our mill"), client_of(engine, "their mill")
    for client, name in ((ours, "Our mill"), (theirs, "Their mill")):
        for kind in ("accounts", "contacts", "quotes", "users"):
            named = {} if kind == "quotes" else {"name": name}
            assert client.put(f"/v1/{kind}/{name}", json=named).status_code < 300
    taken_out = []

    def take_out(_c: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> tuple[str, Any]:
        bare, times = re.subn(r'("?\w+"?\.)?workspace_id = %\(\w+\)s(::\w+)?', "true", statement)
        taken_out.append(times)
        return bare, parameters

    event.listen(engine, "before_cursor_execute", take_out, retval=True)
    try:
        for path in ("accounts", "contacts", "quotes", "users", "assessments", "flags", "actions", "readiness"):
            answer = ours.get(f"/v1/{path}")
            assert answer.status_code == 200, path
            assert "Their mill" not in answer.text
            assert "Our mill" in answer.text or path in ("flags", "actions", "readiness"), path
        assert ours.get("/v1/accounts/Their mill").status_code == 404
    finally:
        event.remove(engine, "before_cursor_execute", take_out)
    assert sum(taken_out) > 10


def test_no_workspace_stays_on_a_connection_that_is_used_again(two: Any) -> None:
    engine, ours, theirs = two
    for _ in range(500):
        assert ours.get("/v1/quotes/none").status_code == 404
        assert theirs.get("/v1/quotes/none").status_code == 404
        assert ours.get("/v1/accounts/none/assessment").status_code == 404
    used = [engine.raw_connection() for _ in range(engine.pool.checkedin())]
    assert used
    for each in used:
        left = "SELECT current_setting('leadline.workspace_id', true), current_setting('leadline.token_hash', true)"
        assert not any(each.driver_connection.execute(left).fetchone())
        each.close()


def test_an_owner_who_may_not_make_roles_is_bound_too(postgres_url: Any) -> None:
    server = postgres_url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("CREATE ROLE plain LOGIN PASSWORD 'plain'")
        connection.execute("CREATE DATABASE plains OWNER plain")
    engine = make_engine(
        postgres_url.set(username="plain", password="plain", database="plains").render_as_string(hide_password=False)
    )
    try:
        migrate(engine)
        ours, theirs = client_of(engine, "ours"), client_of(engine, "theirs")
        theirs.put("/v1/accounts/a", json={"name": "Their mill"})
        with writing(engine, ours.workspace_id) as connection:
            assert connection.exec_driver_sql("SELECT current_user").scalar() == "plain"
            assert connection.exec_driver_sql("SELECT count(*) FROM account").scalar() == 0
    finally:
        engine.dispose()
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute("DROP DATABASE plains WITH (FORCE)")
            connection.execute("DROP ROLE plain")
