"""Imports that go on after they were answered."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261122_1500"
down_revision = "20261122_1410"

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def _workspace() -> sa.Column[int]:
    return sa.Column("workspace_id", sa.Integer(), sa.ForeignKey("workspace.id"), primary_key=True)


def upgrade() -> None:
    op.create_table(
        "import_job",
        _workspace(),
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("source_id", sa.Integer(), sa.ForeignKey("source.id"), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("packed", sa.Boolean(), nullable=False),
        sa.Column("type", sa.String()),
        sa.Column("zone", sa.String()),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("sentence", sa.Text()),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True)),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("received", "stored", "unchanged", "refused")),
        sa.Column("unknown", JSON, nullable=False),
        sa.Column("runner", sa.String()),
        sa.Column("leased_until", sa.DateTime(timezone=True)),
    )
    op.create_index("ix_import_job_workspace_id_state", "import_job", ["workspace_id", "state"])
    op.create_table(
        "import_body",
        _workspace(),
        sa.Column("import_id", sa.String(), primary_key=True),
        sa.Column("piece", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "import_result",
        _workspace(),
        sa.Column("import_id", sa.String(), primary_key=True),
        sa.Column("first_row", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("results", sa.LargeBinary(), nullable=False),
        sa.Column("refused", sa.LargeBinary()),
    )


def downgrade() -> None:
    for table in ("import_result", "import_body", "import_job"):
        op.drop_table(table)
