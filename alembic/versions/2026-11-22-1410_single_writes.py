"""What single writes and reads need: marks told apart, the day's totals, and how often names changed."""

import sqlalchemy as sa
from alembic import op

from app.db import Json

revision = "20261122_1410"
down_revision = "20261122_1400"


def upgrade() -> None:
    op.add_column("account_mark", sa.Column("token", sa.BigInteger(), nullable=False, server_default="0"))
    op.add_column("surroundings", sa.Column("totals", Json(), nullable=True))
    op.create_table(
        "name_change",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("workspace_id", sa.Integer(), sa.ForeignKey("workspace.id"), nullable=False),
    )
    op.create_index("ix_account_workspace_id_parent_id", "account", ["workspace_id", "parent_id"])
    op.create_index("ix_name_change_workspace_id", "name_change", ["workspace_id"])


def downgrade() -> None:
    op.drop_table("name_change")
    op.drop_index("ix_account_workspace_id_parent_id", "account")
    op.drop_column("surroundings", "totals")
    op.drop_column("account_mark", "token")
