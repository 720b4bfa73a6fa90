"""Where the records of a source are opened in its CRM."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261122_1940"
down_revision = "20261122_1920"

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.add_column("source", sa.Column("record_address", JSON))


def downgrade() -> None:
    op.drop_column("source", "record_address")
