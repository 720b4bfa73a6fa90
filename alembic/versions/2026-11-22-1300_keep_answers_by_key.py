"""Nothing yet."""

revision = "20261122_1300"
down_revision = "20261122_1200"


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
