"""Sessions that can be ended, and who corrected what."""

import sqlalchemy as sa
from alembic import op

revision = "20261122_1800"
down_revision = "20261122_1700"
CORRECTIONS = ("tag_correction", "contact_correction")


def upgrade() -> None:
    op.create_table(
        "session",
        sa.Column("token_hash", sa.String(), primary_key=True),
        sa.Column("workspace_id", sa.Integer(), sa.ForeignKey("workspace.id"), nullable=False),
        sa.Column("user_id", sa.Integer()),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
    )
    for name in CORRECTIONS:
        op.add_column(name, sa.Column("made_by", sa.String()))


def downgrade() -> None:
    for name in CORRECTIONS:
        op.drop_column(name, "made_by")
    op.drop_table("session")
