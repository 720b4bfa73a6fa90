"""What we keep beside the records: versions, corrections and marks."""

import sqlalchemy as sa
from alembic import op

revision = "20261122_0920"
down_revision = "20261122_0910"

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "field_version",
        sa.Column("workspace_id", sa.Integer(), sa.ForeignKey("workspace.id"), primary_key=True),
        sa.Column("record_type", sa.String(), primary_key=True),
        sa.Column("record_id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("field", sa.String(), primary_key=True),
        sa.Column("stamp", INSTANT, primary_key=True),
        sa.Column("digest", sa.String(), primary_key=True),
        sa.Column("value", sa.Text()),
        sa.Column("stage_kind", sa.String()),
        sa.Column("received_at", INSTANT, nullable=False),
    )
    op.create_table(
        "activity_contact",
        sa.Column("workspace_id", sa.Integer(), sa.ForeignKey("workspace.id"), primary_key=True),
        sa.Column("activity_id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("contact_id", sa.Integer(), primary_key=True, autoincrement=False),
    )
    op.create_index("ix_activity_contact_workspace_id_contact_id", "activity_contact", ["workspace_id", "contact_id"])
    op.create_table(
        "tag_correction",
        sa.Column("workspace_id", sa.Integer(), sa.ForeignKey("workspace.id"), primary_key=True),
        sa.Column("activity_id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("made_at", INSTANT, nullable=False),
    )
    op.create_table(
        "account_mark",
        sa.Column("workspace_id", sa.Integer(), sa.ForeignKey("workspace.id"), primary_key=True),
        sa.Column("account_id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("marked_at", INSTANT, nullable=False),
    )


def downgrade() -> None:
    for table in (
        "account_mark",
        "tag_correction",
        "activity_contact",
        "field_version",
    ):
        op.drop_table(table)
