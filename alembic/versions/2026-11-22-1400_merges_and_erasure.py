"""Nothing yet."""

revision = "20261122_1400"
down_revision = "20261122_1310"


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
