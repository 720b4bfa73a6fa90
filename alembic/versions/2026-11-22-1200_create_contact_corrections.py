"""What people say of how senior somebody is."""

import sqlalchemy as sa
from alembic import op

revision = "20261122_1200"
down_revision = "20261122_1100"


def upgrade() -> None:
    op.create_table(
        "contact_correction",
        sa.Column("workspace_id", sa.Integer(), sa.ForeignKey("workspace.id"), primary_key=True),
        sa.Column("contact_id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("seniority", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("contact_correction")
