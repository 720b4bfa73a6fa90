"""Every field of every record has its column, and every table keeps workspaces apart."""

import pytest
from sqlalchemy import Table, UniqueConstraint
from sqlmodel import SQLModel

from app.models import ALL_TABLES
from app.models.records import FIELDS, TABLES

OF_THE_INSTALLATION = {"workspace", "installation", "api_key"}


@pytest.mark.parametrize("record_type", TABLES)
def test_each_field_has_its_column(record_type: str) -> None:
    assert set(FIELDS[record_type]) <= set(TABLES[record_type].c.keys())


def test_every_table_is_declared_once() -> None:
    assert {str(model.__tablename__) for model in ALL_TABLES} == set(SQLModel.metadata.tables)


@pytest.mark.parametrize("table", [t for t in SQLModel.metadata.sorted_tables if t.name not in OF_THE_INSTALLATION])
def test_the_workspace_leads_every_key_and_index(table: Table) -> None:
    uniques = [[c.name for c in one.columns] for one in table.constraints if isinstance(one, UniqueConstraint)]
    indexes = [[c.name for c in one.columns] for one in table.indexes]
    assert all(names[0] == "workspace_id" for names in (*uniques, *indexes))
    key = [column.name for column in table.primary_key]
    assert len(key) == 1 or key[0] == "workspace_id"
