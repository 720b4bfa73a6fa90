"""Nothing yet."""

revision = "20261122_1920"
down_revision = "20261122_1910"


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
