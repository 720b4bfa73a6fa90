"""Transactions and instants behave the same on both databases."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import Engine, insert, literal, select, text
from sqlalchemy.exc import StatementError

from app.db import make_engine, reading, refresh_statistics, writing
from app.models.account_mark import ACCOUNT_MARK, mark_accounts, marked_accounts
from app.models.asking_once import ask_once
from app.models.row_security import as_owner
from app.services.workspaces import ensure_workspace
from tests.conftest import NewDatabase
from tests.sending import NOON, Crm, put


def test_an_instant_comes_back_in_utc_to_the_microsecond(engine: Engine) -> None:
    oslo = timezone(timedelta(hours=2))
    with writing(engine, None) as connection:
        workspace_id = ensure_workspace(connection, "acme")
        mark_accounts(connection, workspace_id, [1], datetime(2026, 5, 1, 9, 0, 0, 123456, tzinfo=oslo))
    with reading(engine, workspace_id) as connection:
        marked_at = connection.scalar(select(ACCOUNT_MARK.c.marked_at))
    assert marked_at == datetime(2026, 5, 1, 7, 0, 0, 123456, tzinfo=UTC)
    assert marked_at.tzinfo is UTC


def test_a_naive_instant_is_refused(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine, None) as connection:
        workspace_id = ensure_workspace(connection, "acme")
        row = {"workspace_id": workspace_id, "account_id": 1, "marked_at": datetime(2026, 5, 1)}
        with pytest.raises(StatementError, match="time zone"):
            connection.execute(insert(ACCOUNT_MARK).values(row))


def test_a_transaction_that_fails_leaves_nothing(engine: Engine) -> None:
    def send_and_stumble() -> None:
        with writing(engine, None) as connection:
            Crm(connection).send(put("account", id="a1"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        send_and_stumble()
    with writing(engine, None) as connection:
        assert Crm(connection).rows("account") == {}


def test_a_reader_sees_one_moment_while_others_write(engine: Engine) -> None:
    with writing(engine, None) as connection:
        workspace_id = Crm(connection).workspace_id
    with reading(engine, workspace_id) as reader:
        before = marked_accounts(reader, workspace_id)
        with writing(engine, workspace_id) as writer:
            mark_accounts(writer, workspace_id, [7], NOON)
        assert marked_accounts(reader, workspace_id) == before
    with reading(engine, workspace_id) as reader:
        assert list(marked_accounts(reader, workspace_id)) == [7]


@pytest.mark.postgresql
def test_postgresql_ends_what_takes_too_long_unless_told_how_long(new_postgres_database: NewDatabase) -> None:
    with new_postgres_database() as engine:
        told = make_engine(str(engine.url.update_query_dict({"options": "-c lock_timeout=2s"}).render_as_string(False)))
        for asked, waits in ((engine, "30s"), (told, "2s")):
            with reading(asked, None) as connection:
                limits = [connection.scalar(text(f"SHOW {name}_timeout")) for name in ("lock", "statement")]
            assert limits == [waits, "10min"]
        with writing(engine, None) as connection:
            as_owner(connection)
            assert connection.scalar(text("SHOW statement_timeout")) == "0"
        with reading(engine, None) as connection:
            assert connection.scalar(text("SHOW statement_timeout")) == "10min"
        told.dispose()


def test_sqlite_puts_every_commit_on_the_disk(sqlite_engine: Engine) -> None:
    with reading(sqlite_engine, None) as connection:
        told = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous")}
    full = 2
    assert told == {"journal_mode": "wal", "synchronous": full}


def test_statistics_can_be_refreshed_at_any_time(engine: Engine) -> None:
    refresh_statistics(engine)
    with writing(engine, None) as connection:
        Crm(connection).send(put("account", id="a1"))
    refresh_statistics(engine)
    with reading(engine, None) as connection:
        assert set(Crm(connection).rows("account")) == {"a1"}


def test_counting_works_though_the_server_owns_no_table(engine: Engine) -> None:
    with writing(engine, None) as connection:
        Crm(connection).send(*(put("account", id=f"a{number}") for number in range(120)))
    refresh_statistics(engine)
    with writing(engine, None) as connection:
        if connection.dialect.name == "postgresql":
            counted = connection.exec_driver_sql("SELECT reltuples FROM pg_class WHERE relname = 'account'").scalar()
            assert counted == 120
        assert len(Crm(connection).rows("account")) == 120


@pytest.mark.postgresql
@pytest.mark.parametrize("how", ["read", "write", "ask"])
def test_connections_that_died_while_nobody_used_them_are_opened_again(
    new_postgres_database: NewDatabase, how: str
) -> None:
    with new_postgres_database() as engine, new_postgres_database() as elsewhere:
        for each in [engine.raw_connection() for _ in range(3)]:
            each.close()
        with reading(elsewhere, None) as connection:
            connection.exec_driver_sql("RESET ROLE")
            ended = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = "
            assert len(connection.exec_driver_sql(f"{ended} '{engine.url.database}'").all()) == 3
        for _ in range(3):
            if how == "ask":
                assert ask_once(engine, 1, select(literal(7)), {}) == (7,)
                continue
            with (reading if how == "read" else writing)(engine, None) as connection:
                assert connection.scalar(select(literal(7))) == 7
