"""Who looked at what is gathered about a person."""

import sqlalchemy as sa
from alembic import op

revision = "20261122_1900"
down_revision = "20261122_1800"


def upgrade() -> None:
    op.create_table(
        "look",
        sa.Column("workspace_id", sa.Integer(), sa.ForeignKey("workspace.id"), primary_key=True),
        sa.Column("record_type", sa.String(), primary_key=True),
        sa.Column("person_id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("looked_on", sa.Date(), primary_key=True),
        sa.Column("looker", sa.String(), primary_key=True),
        sa.Column("what", sa.String(), primary_key=True),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("look")
