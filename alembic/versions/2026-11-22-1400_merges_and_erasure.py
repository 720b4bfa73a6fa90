"""Merged accounts and contacts found fast, people to look for after a merge, and who was erased."""

import sqlalchemy as sa
from alembic import op

revision = "20261122_1400"
down_revision = "20261122_1310"

MERGED = sa.text("merged_into_id IS NOT NULL")
TABLES = ("account", "contact")


def upgrade() -> None:
    for table in TABLES:
        op.create_index(
            f"ix_{table}_workspace_id_merged_into_id",
            table,
            ["workspace_id", "merged_into_id"],
            sqlite_where=MERGED,
            postgresql_where=MERGED,
        )
    op.create_table(
        "person_mark",
        sa.Column("workspace_id", sa.Integer(), sa.ForeignKey("workspace.id"), primary_key=True),
        sa.Column("contact_id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "erasure",
        sa.Column("workspace_id", sa.Integer(), sa.ForeignKey("workspace.id"), primary_key=True),
        sa.Column("record_type", sa.String(), primary_key=True),
        sa.Column("id_hash", sa.String(), primary_key=True),
        sa.Column("leadline_id", sa.Integer(), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("erasure")
    op.drop_table("person_mark")
    for table in TABLES:
        op.drop_index(f"ix_{table}_workspace_id_merged_into_id", table)
