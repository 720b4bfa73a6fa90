"""Policies that are tried before they are published."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261122_1020"
down_revision = "20261122_0950"

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "policy_draft",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("workspace_id", sa.Integer(), sa.ForeignKey("workspace.id"), nullable=False),
        sa.Column("body", JSON, nullable=False),
        sa.Column("based_on", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.String()),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_as", sa.Integer()),
    )
    op.create_index("ix_policy_draft_workspace_id", "policy_draft", ["workspace_id"])


def downgrade() -> None:
    op.drop_table("policy_draft")
