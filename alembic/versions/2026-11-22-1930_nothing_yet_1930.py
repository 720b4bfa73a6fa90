"""Nothing yet."""

revision = "20261122_1930"
down_revision = "20261122_1920"


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
