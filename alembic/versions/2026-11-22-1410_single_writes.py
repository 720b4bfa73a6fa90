"""Nothing yet."""

revision = "20261122_1410"
down_revision = "20261122_1400"


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
