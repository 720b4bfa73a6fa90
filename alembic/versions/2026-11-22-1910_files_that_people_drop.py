"""What a dropped file is called, who dropped it, what its columns mean, and the words in it that we did not know."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261122_1910"
down_revision = "20261122_1900"
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
ADDED = ("file_name", "sent_by", "columns", "unread")


def upgrade() -> None:
    op.add_column("import_job", sa.Column("file_name", sa.String()))
    op.add_column("import_job", sa.Column("sent_by", sa.String()))
    op.add_column("import_job", sa.Column("columns", JSON))
    op.add_column("import_job", sa.Column("unread", JSON, nullable=False, server_default="[]"))


def downgrade() -> None:
    op.execute(
        "DELETE FROM import_body WHERE EXISTS (SELECT 1 FROM import_job j WHERE j.state = 'held'"
        " AND j.workspace_id = import_body.workspace_id AND j.id = import_body.import_id)"
    )
    op.execute("DELETE FROM import_job WHERE state = 'held'")
    for name in ADDED:
        op.drop_column("import_job", name)
