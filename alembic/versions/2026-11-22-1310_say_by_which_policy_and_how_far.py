"""By which policy each assessment was said; how far an action of several parts is done."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261122_1310"
down_revision = "20261122_1300"


def upgrade() -> None:
    op.add_column("action", sa.Column("progress", sa.JSON().with_variant(postgresql.JSONB(), "postgresql")))
    op.add_column("assessment_said", sa.Column("policy_version", sa.Integer(), nullable=False, server_default="1"))
    op.execute(
        """
        UPDATE assessment_said SET policy_version = COALESCE((
            SELECT MAX(policy_version.version) FROM policy_version
            WHERE policy_version.workspace_id = assessment_said.workspace_id
            AND policy_version.published_at <= assessment_said.assessed_at
        ), 1)
        """
    )


def downgrade() -> None:
    op.drop_column("assessment_said", "policy_version")
    op.drop_column("action", "progress")
