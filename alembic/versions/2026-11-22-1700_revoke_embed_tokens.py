"""Tokens of embedded widgets that were taken back."""

import sqlalchemy as sa
from alembic import op

revision = "20261122_1700"
down_revision = "20261122_1500"


def upgrade() -> None:
    op.create_table(
        "revoked_token",
        sa.Column("workspace_id", sa.Integer(), sa.ForeignKey("workspace.id"), primary_key=True),
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("revoked_token")
