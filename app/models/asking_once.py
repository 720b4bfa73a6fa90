"""One question that is all there is to a transaction: PostgreSQL is asked in one round trip, where four are usual."""

from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from typing import Any

from sqlalchemy import Dialect, Engine, Select

from app.db import reading, tenant


def ask_once(engine: Engine, workspace_id: int, question: Select[Any], values: dict[str, Any]) -> Sequence[Any] | None:
    """The first row of the answer; an instant in it has the zone that the driver gives it."""
    if engine.dialect.name == "postgresql":
        from psycopg import Error

        # What died in the pool is noticed here; then a living connection is asked.
        with suppress(Error):
            return _asked(engine, workspace_id, question, values)
    with reading(engine, workspace_id) as connection:
        return connection.execute(question, values).first()


def _asked(engine: Engine, workspace_id: int, question: Select[Any], values: dict[str, Any]) -> Sequence[Any] | None:
    from psycopg import Error

    lent = engine.raw_connection()
    driver: Any = lent.driver_connection
    try:
        # What is sent together is a transaction of its own, at whose end the workspace is forgotten.
        with driver.pipeline():
            driver.execute(tenant(workspace_id))
            answer = driver.execute(_written(question, engine.dialect), values)
        first: Sequence[Any] | None = answer.fetchone()
        return first
    except Error as error:
        lent.invalidate(error)
        raise
    finally:
        lent.close()


@cache
def _written(question: Select[Any], dialect: Dialect) -> str:
    return str(question.compile(dialect=dialect))
