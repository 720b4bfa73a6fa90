"""Nothing yet."""

revision = "20261122_1910"
down_revision = "20261122_1900"


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
