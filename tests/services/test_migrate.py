"""The migrations make the tables the code declares, and take them away again."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect
from sqlmodel import SQLModel

from app.db import reading, writing
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


def _tables(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names()) - {"alembic_version"}
