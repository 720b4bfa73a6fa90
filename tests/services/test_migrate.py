"""The migrations make the tables the code declares, and take them away again."""

from itertools import product

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, select
from sqlmodel import SQLModel

from app.db import reading, writing
from app.domain.past import TELL_UNTIL, matters_until
from app.models.records import TABLES
from app.services.migrate import migrate, unmigrate
from app.services.tables_version import is_current, migrations, newest
from tests.sending import Crm, put


def test_the_migrated_database_is_the_declared_one(engine: Engine) -> None:
    with reading(engine, None) as connection:
        assert compare_metadata(MigrationContext.configure(connection), SQLModel.metadata) == []


def test_a_start_knows_the_last_migration_without_alembic(engine: Engine) -> None:
    assert [newest()] == ScriptDirectory(str(migrations())).get_heads()
    with reading(engine, None) as connection:
        assert is_current(connection)
    unmigrate(engine)
    with reading(engine, None) as connection:
        assert not is_current(connection)


@pytest.mark.parametrize("revision", ["base", "20261122_0900", "20261122_0910", "20261122_0920", "20261122_1100"])
def test_down_and_up_again_ends_where_it_began(engine: Engine, revision: str) -> None:
    before = _tables(engine)
    unmigrate(engine, revision)
    assert _tables(engine) < before
    migrate(engine)
    assert _tables(engine) == before


def test_migrating_again_keeps_what_is_stored(engine: Engine) -> None:
    with writing(engine, None) as connection:
        Crm(connection).send(put("account", id="a1", name="Halden"))
    migrate(engine)
    with reading(engine, None) as connection:
        assert Crm(connection).row("account", "a1")["name"] == "Halden"


def test_what_was_stored_before_is_told_apart_by_the_same_rule(engine: Engine) -> None:
    instants = [None, "2019-03-04T09:00:00Z", "2020-05-06T10:00:00.5Z"]
    said = product(("call", "task", "ticket"), (None, "planned", "done", "cancelled"), (None, "q"), *[instants] * 3)
    with writing(engine, None) as connection:
        crm = Crm(connection)
        crm.send(
            *(
                put("activity", id=f"v{number}", kind=kind, status=status, quote_id=quote,
                    created_at=created_at, start_at=start_at, completed_at=completed_at)
                for number, (kind, status, quote, created_at, start_at, completed_at) in enumerate(said)
            )
        )  # fmt: skip
    unmigrate(engine, "20261122_1940")
    migrate(engine)
    with reading(engine, crm.workspace_id) as connection:
        rows = connection.execute(select(TABLES["activity"])).mappings().all()
    assert len(rows) == 3 * 4 * 2 * 27
    assert all(row["matters_until_at"] == matters_until(*(row[name] for name in TELL_UNTIL)) for row in rows)


def _tables(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names()) - {"alembic_version"}
