"""Nothing yet."""

revision = "20261122_1600"
down_revision = "20261122_1500"


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
