"""Writing rows by the thousand: by the driver's own loop on SQLite, by COPY on PostgreSQL.

COPY fills a table of the moment first: it cannot pass over rows that are there, nor write where row security holds.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from operator import itemgetter
from typing import Any

import orjson
from sqlalchemy import Column, Connection, Dialect, Table, bindparam, update

from app.db import Json, UtcDateTime, insert_missing, instants_as_text

MANY = 30
"""Rows from which on it pays."""
Rows = Sequence[dict[str, Any]]


def insert_many(connection: Connection, table: Table, rows: Rows) -> int:
    """Insert rows, all of the same columns; those whose unique key is taken are left out. Gives how many went in."""
    if len(rows) < MANY:
        return insert_missing(connection, table, rows)
    names = list(rows[0])
    into = f'INSERT INTO "{table.name}" ({_listed(names)})'
    if connection.dialect.name == "sqlite":
        places = ", ".join("?" * len(names))
        statement = f"{into} VALUES ({places}) ON CONFLICT DO NOTHING"
        return connection.exec_driver_sql(statement, _tuples(connection, table, names, rows)).rowcount
    with _staged(connection, table, names, rows) as staged:
        return connection.exec_driver_sql(f"{into} SELECT * FROM {staged} ON CONFLICT DO NOTHING").rowcount


def update_many(connection: Connection, table: Table, rows: Rows) -> None:
    """Write rows back by their ``leadline_id``, all of the same columns."""
    if not rows:
        return
    names = [name for name in rows[0] if name != "leadline_id"]
    if len(rows) < MANY:
        statement = update(table).where(table.c.leadline_id == bindparam("of_id"))
        values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names}
        rows = [{"of_id": row["leadline_id"], **{f"new_{name}": row[name] for name in names}} for row in rows]
        connection.execute(statement.values(values), rows)
    elif connection.dialect.name == "sqlite":
        changes = ", ".join(f'"{name}" = ?' for name in names)
        tuples = _tuples(connection, table, [*names, "leadline_id"], rows)
        connection.exec_driver_sql(f'UPDATE "{table.name}" SET {changes} WHERE leadline_id = ?', tuples)
    else:
        changes = ", ".join(f'"{name}" = fresh."{name}"' for name in names)
        with _staged(connection, table, ["leadline_id", *names], rows) as staged:
            connection.exec_driver_sql(
                f'UPDATE "{table.name}" AS kept SET {changes} FROM {staged} AS fresh'
                " WHERE kept.leadline_id = fresh.leadline_id"
            )


@contextmanager
def _staged(connection: Connection, table: Table, names: Sequence[str], rows: Rows) -> Iterator[str]:
    columns, staged = _listed(names), f"fresh_{table.name}"
    connection.exec_driver_sql(
        f'CREATE TEMPORARY TABLE {staged} ON COMMIT DROP AS SELECT {columns} FROM "{table.name}" WITH NO DATA'
    )
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f"COPY {staged} ({columns}) FROM STDIN") as copy:
        for values in _tuples(connection, table, names, rows):
            copy.write_row(values)
    yield staged
    connection.exec_driver_sql(f"DROP TABLE {staged}")


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _tuples(connection: Connection, table: Table, names: Sequence[str], rows: Rows) -> list[tuple[Any, ...]]:
    return list(zip(*(_bound(connection.dialect, table.c[name], rows) for name in names), strict=True))


def _bound(dialect: Dialect, column: Column[Any], rows: Rows) -> list[Any]:
    """The values of one column, as the driver takes them."""
    values = list(map(itemgetter(column.name), rows))
    if values[0] is None and values.count(None) == len(values):
        return values
    if isinstance(column.type, Json):
        return [None if value is None else orjson.dumps(value).decode() for value in values]
    if dialect.name == "postgresql":
        return values
    if isinstance(column.type, UtcDateTime):
        return instants_as_text(values)
    bound: Callable[[Any], Any] | None = column.type.dialect_impl(dialect).bind_processor(dialect)
    return values if bound is None else [None if value is None else bound(value) for value in values]
