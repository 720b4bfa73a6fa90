"""What we say of accounts, and by which policy."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261122_0930"
down_revision = "20261122_0920"

INSTANT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "policy_version",
        sa.Column("workspace_id", sa.Integer(), sa.ForeignKey("workspace.id"), primary_key=True),
        sa.Column("version", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("body", JSON, nullable=False),
        sa.Column("author", sa.String()),
        sa.Column("reason", sa.Text()),
        sa.Column("published_at", INSTANT, nullable=False),
    )
    op.create_table(
        "surroundings",
        sa.Column("workspace_id", sa.Integer(), sa.ForeignKey("workspace.id"), primary_key=True),
        sa.Column("day", sa.Date(), primary_key=True),
        sa.Column("body", JSON, nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
    )
    op.create_table(
        "assessment",
        sa.Column("workspace_id", sa.Integer(), sa.ForeignKey("workspace.id"), primary_key=True),
        sa.Column("account_id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("as_of", INSTANT, nullable=False),
        sa.Column("assessed_at", INSTANT, nullable=False),
        sa.Column("policy_version", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("posture", sa.String(), nullable=False),
        sa.Column("aim", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("owner_id", sa.Integer()),
        sa.Column("effectiveness_low", sa.Float()),
        sa.Column("efficiency_low", sa.Float()),
        sa.Column("priority_value", sa.Float()),
        sa.Column("shortfall", sa.Float()),
        sa.Column("body", JSON, nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
    )
    op.create_table(
        "assessment_said",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("workspace_id", sa.Integer(), sa.ForeignKey("workspace.id"), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("assessed_at", INSTANT, nullable=False),
        sa.Column("body", JSON, nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
    )
    op.create_index(
        "ix_assessment_said_workspace_id_account_id_assessed_at",
        "assessment_said",
        ["workspace_id", "account_id", "assessed_at"],
    )
    op.create_table(
        "flag",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("workspace_id", sa.Integer(), sa.ForeignKey("workspace.id"), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("cleared_on", sa.Date()),
        sa.Column("reason", sa.Text()),
        sa.Column("snoozed_until_on", sa.Date()),
        sa.Column("updated_at", INSTANT),
        sa.Column("set_by", sa.String()),
        sa.UniqueConstraint("workspace_id", "account_id", "code", "opened_on"),
    )
    op.create_table(
        "review",
        sa.Column("workspace_id", sa.Integer(), sa.ForeignKey("workspace.id"), primary_key=True),
        sa.Column("week", sa.String(), primary_key=True),
        sa.Column("scope", sa.String(), primary_key=True),
        sa.Column("body", JSON, nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
    )


def downgrade() -> None:
    for table in (
        "review",
        "flag",
        "assessment_said",
        "assessment",
        "surroundings",
        "policy_version",
    ):
        op.drop_table(table)
