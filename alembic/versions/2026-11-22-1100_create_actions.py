"""What somebody agreed to do."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261122_1100"
down_revision = "20261122_1020"

INSTANT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "action",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("workspace_id", sa.Integer(), sa.ForeignKey("workspace.id"), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.Text()),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("flag_id", sa.Integer()),
        sa.Column("cure", JSON),
        sa.Column("review_week", sa.String()),
        sa.Column("agreed_at", INSTANT, nullable=False),
        sa.Column("agreed_by", sa.String()),
        sa.Column("open_since_at", INSTANT, nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("done_on", sa.Date()),
        sa.Column("done_by", JSON),
        sa.Column("dropped_on", sa.Date()),
        sa.Column("dropped_reason", sa.Text()),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
    )
    for column in ("account_id", "status", "agreed_at"):
        op.create_index(f"ix_action_workspace_id_{column}", "action", ["workspace_id", column])


def downgrade() -> None:
    op.drop_table("action")
