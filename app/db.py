"""Engines, transactions and column types that behave the same on SQLite and PostgreSQL."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import cache
from typing import Any, TypeVar

import orjson
from sqlalchemy import JSON, Connection, DateTime, Dialect, Engine, Table, create_engine, event, inspect, make_url
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.types import TypeDecorator

BUSY_TIMEOUT_S = 30
"""How long a statement waits for what another transaction holds."""
STATEMENT_TIMEOUT_S = 600
"""How long a statement of PostgreSQL may take in all; those of migrations take their time."""
CONNECTIONS = 15
"""How many connections a process opens at most; whoever finds none free waits ``FREE_TIMEOUT_S``."""
FREE_TIMEOUT_S = 10
PASSING_CODES = {5, 6, 10, 13, 14}
"""SQLite's: busy, locked, input or output, full, cannot open."""
PASSING_STATES = ("08", "25006", "40", "53", "55P03", "57", "58")
"""PostgreSQL's classes: connection, standby, circles and conflicts, resources, locks, shutdown, system."""
APP_ROLE = "leadline_app"
"""Who we work as on PostgreSQL: it owns nothing, so row security binds it."""
CHUNK = 1000
"""How many values one IN list holds at most."""


FAST_JSON: dict[str, Any] = {
    "json_serializer": lambda value: orjson.dumps(value).decode(),
    "json_deserializer": orjson.loads,
}
"""Lists of ids are read by the million; the standard library's JSON was a third of all reading."""


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: UTC-aware on both engines. A naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], Any]:
        if dialect.name == "sqlite":
            return lambda value: None if value is None else _utc(value).isoformat(" ", "microseconds")[:-6]
        return lambda value: None if value is None else _utc(value)

    # One call a value, both ways: instants are read and written by the million.
    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None]:
        if dialect.name == "sqlite":
            return lambda text: None if text is None else datetime.fromisoformat(text + "+00:00")
        return lambda value: None if value is None else value.astimezone(UTC)


def instants_as_text(values: Sequence[datetime | None]) -> list[str | None]:
    """A column of instants as SQLite keeps them; the same texts as one by one, in a quarter of the time."""
    known = [_utc(value) for value in values if value is not None]
    written = orjson.dumps(known).decode()[2:-2].replace("T", " ").replace("+00:00", "").split('","')
    texts = iter([text if "." in text else text + ".000000" for text in written])
    return [None if value is None else next(texts) for value in values]


def _utc(value: datetime) -> datetime:
    if value.tzinfo is UTC:
        return value
    if value.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return value.astimezone(UTC)


class Json(TypeDecorator[Any]):
    """A JSON value; None is stored as NULL."""

    impl = JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
    cache_ok = True

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any] | None:
        # One call a value, as with instants; psycopg has read it already.
        if dialect.name == "sqlite":
            return lambda text: None if text is None else orjson.loads(text)
        return None


def make_engine(url: str, connections: int = CONNECTIONS) -> Engine:
    """An engine for ``sqlite:///file`` or ``postgresql://...`` (psycopg 3 is chosen for you)."""
    parsed = make_url(url)
    # Each stays open once it was needed: opening one takes longer than most requests.
    pool = {"pool_size": connections, "max_overflow": 0, "pool_timeout": FREE_TIMEOUT_S, "pool_use_lifo": True}
    if parsed.get_backend_name() == "postgresql":
        named = parsed.set(drivername="postgresql+psycopg")
        engine = create_engine(named, **FAST_JSON, **pool)
        event.listen(engine, "connect", _prepare_postgresql)
        event.listen(engine, "begin", _begin_postgresql)
        return engine
    how = {"timeout": BUSY_TIMEOUT_S, "check_same_thread": False}
    engine = create_engine(parsed, connect_args=how, **FAST_JSON, **pool)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def is_empty(engine: Engine) -> bool:
    """Whether the database was never migrated."""
    return not inspect(engine).has_table("alembic_version")


@contextmanager
def writing(engine: Engine, workspace_id: int | None) -> Iterator[Connection]:
    """One transaction that may write; committed at the end, undone on an error.

    It is the workspace's: PostgreSQL shows and takes no other one's rows. None is for what belongs to no workspace, or
    looks for one: see ``enter``.
    """
    begin = "BEGIN IMMEDIATE" if _is_sqlite(engine) else "BEGIN"
    with _begun(engine, begin=begin, workspace_id=workspace_id) as connection:
        yield connection


@contextmanager
def reading(engine: Engine, workspace_id: int | None, holding: str = "") -> Iterator[Connection]:
    """One transaction that only reads, and sees the database as it was at its first question.

    It is the workspace's, as with ``writing``. ``holding`` is the hash of a key or link: its row may be read before
    anybody knows whose it is.
    """
    begin = "BEGIN" if _is_sqlite(engine) else "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
    with _begun(engine, begin=begin, workspace_id=workspace_id, holding=holding) as connection:
        yield connection


@contextmanager
def _begun(engine: Engine, **options: Any) -> Iterator[Connection]:
    connection = engine.connect().execution_options(**options)
    try:
        begun = connection.begin()
    except DBAPIError as error:
        connection.close()
        if not error.connection_invalidated:
            raise
        # It died while it waited in the pool, which has now let all of its age go; nothing was done on it yet.
        connection = engine.connect().execution_options(**options)
        begun = connection.begin()
    with connection, begun:
        yield connection


def enter(connection: Connection, workspace_id: int | None) -> None:
    """From here on the transaction is this workspace's; None: no workspace's again."""
    if not _is_sqlite(connection):
        connection.exec_driver_sql(tenant(workspace_id))


# The driver of PostgreSQL takes 7 MB in each process, so it is loaded where there is one.
def tenant(workspace_id: int | None, holding: str = "") -> str:
    """What makes a transaction of PostgreSQL the workspace's; see ``reading``."""
    from psycopg.sql import quote

    named = "" if workspace_id is None else str(int(workspace_id))
    return "SELECT " + ", ".join(
        f"set_config('leadline.{name}', {quote(value)}, true)"
        for name, value in (("workspace_id", named), ("token_hash", holding))
    )


def passes(error: Exception) -> bool:
    """Whether it is a trouble that may be over in a moment: the database is busy, full, starting or away."""
    if isinstance(error, PoolTimeout):
        return True
    if not isinstance(error, DBAPIError):
        return False
    if isinstance(error.orig, sqlite3.Error):
        return getattr(error.orig, "sqlite_errorcode", 0) & 0xFF in PASSING_CODES
    state = getattr(error.orig, "sqlstate", None)
    return state.startswith(PASSING_STATES) if state else isinstance(error, OperationalError)


def refresh_statistics(engine: Engine) -> None:
    """Let the database count its rows, so that it finds its way well right after a large import."""
    with writing(engine, None) as connection:
        if _is_sqlite(connection):
            connection.exec_driver_sql("PRAGMA optimize")
        else:
            # Only who owns the tables may have them counted.
            connection.exec_driver_sql("SET LOCAL ROLE NONE")
            connection.exec_driver_sql("ANALYZE")


def insert_missing(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> int:
    """Insert rows; those whose unique key is taken are left out, also when somebody else was faster.

    Gives how many went in.
    """
    if not rows:
        return 0
    statement = _inserting(connection.dialect.name, table)
    return connection.execute(statement, rows, execution_options={"preserve_rowcount": True}).rowcount


def was_missing(connection: Connection, table: Table, row: dict[str, Any]) -> bool:
    """Insert a row unless its unique key is taken; who is just taking it is waited for."""
    made = _insert(connection.dialect.name, table).values(row).on_conflict_do_nothing().returning(*table.primary_key)
    return connection.execute(made).first() is not None


def upsert(connection: Connection, table: Table, rows: Sequence[dict[str, Any]], key: Sequence[str]) -> None:
    """Insert rows, or replace every other given column where ``key`` is taken."""
    if not rows:
        return
    connection.execute(_upserting(connection.dialect.name, table, tuple(rows[0]), tuple(key)), rows)


T = TypeVar("T")


def chunks(values: Sequence[T], size: int = CHUNK) -> Iterator[Sequence[T]]:
    """The values in pieces that fit into one statement."""
    for start in range(0, len(values), size):
        yield values[start : start + size]


def _insert(dialect: str, table: Table) -> sqlite.Insert | postgresql.Insert:
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)


# Made once: putting a statement together takes longer than running it for one row.
@cache
def _inserting(dialect: str, table: Table) -> sqlite.Insert | postgresql.Insert:
    return _insert(dialect, table).on_conflict_do_nothing()


@cache
def _upserting(
    dialect: str, table: Table, given: tuple[str, ...], key: tuple[str, ...]
) -> sqlite.Insert | postgresql.Insert:
    statement = _insert(dialect, table)
    changes = {name: statement.excluded[name] for name in given if name not in key}
    return statement.on_conflict_do_update(index_elements=list(key), set_=changes)


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_TIMEOUT_S * 1000}",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))


def _prepare_postgresql(connection: Any, _record: object) -> None:
    from psycopg import Error

    # We say BEGIN ourselves, so that it takes the workspace along without a second round trip.
    connection.autocommit = True
    # What the database, the login or the address sets itself is left alone.
    connection.execute(
        "SELECT set_config(name, CASE name WHEN 'lock_timeout' THEN %s ELSE %s END, false) FROM pg_settings "
        "WHERE name IN ('lock_timeout', 'statement_timeout') AND setting = '0'",
        (f"{BUSY_TIMEOUT_S}s", f"{STATEMENT_TIMEOUT_S}s"),
    )
    # Where that role is not to be had, row security still binds the one who signed in, unless above all rules.
    with suppress(Error):
        connection.execute(
            f"SELECT set_config('search_path', quote_ident(current_schema()), false); SET ROLE {APP_ROLE}"
        )


def _begin_postgresql(connection: Connection) -> None:
    options = connection.get_execution_options()
    begin, holding = options.get("begin", "BEGIN"), options.get("holding", "")
    connection.exec_driver_sql(f"{begin}; {tenant(options.get('workspace_id'), holding)}")


def _is_sqlite(connection: Connection | Engine) -> bool:
    return connection.dialect.name == "sqlite"
