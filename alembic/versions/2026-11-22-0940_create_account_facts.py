"""What each account adds to the surroundings of the others."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261122_0940"
down_revision = "20261122_0930"

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "account_facts",
        sa.Column("workspace_id", sa.Integer(), sa.ForeignKey("workspace.id"), primary_key=True),
        sa.Column("account_id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("body", JSON, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("account_facts")
