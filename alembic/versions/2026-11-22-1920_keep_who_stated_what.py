"""Who put a change, a plan or a promise on file by a page, and when."""

import sqlalchemy as sa
from alembic import op

revision = "20261122_1920"
down_revision = "20261122_1910"


def upgrade() -> None:
    op.create_table(
        "statement",
        sa.Column("workspace_id", sa.Integer(), sa.ForeignKey("workspace.id"), primary_key=True),
        sa.Column("record_type", sa.String(), primary_key=True),
        sa.Column("record_id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("version", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("stated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stated_by", sa.String()),
        sa.Column("did", sa.String(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("statement")
