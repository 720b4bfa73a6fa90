"""Until when an activity matters, and what is kept of an account's older ones."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261122_1950"
down_revision = "20261122_1940"

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
INSTANTS = ("created_at", "due_at", "start_at", "completed_at")
OLD, NEW = "ix_activity_workspace_id_belongs_to_id", "ix_activity_workspace_id_belongs_to_id_matters_until_at"
LATEST = {
    "postgresql": f"greatest({', '.join(INSTANTS)})",
    "sqlite": "nullif(max(" + ", ".join(f"coalesce({name}, '')" for name in INSTANTS) + "), '')",
}
FOREVER = {"postgresql": "2100-01-01 00:00:00+00", "sqlite": "2100-01-01 00:00:00.000000"}


def upgrade() -> None:
    op.add_column("activity", sa.Column("matters_until_at", sa.DateTime(timezone=True)))
    engine = op.get_bind().dialect.name
    op.execute(
        f"""
        UPDATE activity SET matters_until_at = coalesce(CASE WHEN quote_id IS NULL AND (
            status = 'cancelled' OR (
                coalesce(status, '') <> 'planned' AND (
                    completed_at IS NOT NULL
                    OR (start_at IS NOT NULL AND (status IS NOT NULL OR kind IN ('email', 'call', 'meeting')))
                    OR (status = 'done' AND created_at IS NOT NULL)
                )
            )
        ) THEN {LATEST[engine]} END, '{FOREVER[engine]}')
        """
    )
    op.drop_index(OLD, "activity")
    op.create_index(NEW, "activity", ["workspace_id", "belongs_to_id", "matters_until_at"])
    op.create_table(
        "account_past",
        sa.Column("workspace_id", sa.Integer(), sa.ForeignKey("workspace.id"), primary_key=True),
        sa.Column("account_id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rows_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body", JSON, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("account_past")
    op.drop_index(NEW, "activity")
    op.create_index(OLD, "activity", ["workspace_id", "belongs_to_id"])
    op.drop_column("activity", "matters_until_at")
