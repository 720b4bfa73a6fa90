"""How Alembic reaches the database: through the connection it is handed, else the one the settings name."""

from alembic import context
from sqlalchemy import Connection
from sqlmodel import SQLModel

import app.models  # noqa: F401  (declares the tables)
from app.db import make_engine, writing
from app.models.row_security import as_owner
from app.settings import settings


def run(connection: Connection) -> None:
    context.configure(
        connection=connection, target_metadata=SQLModel.metadata, render_as_batch=True, transaction_per_migration=False
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    with writing(make_engine(settings().database_url), None) as connection:
        as_owner(connection)
        run(connection)
