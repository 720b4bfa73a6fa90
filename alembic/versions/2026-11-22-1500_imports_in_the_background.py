"""Nothing yet."""

revision = "20261122_1500"
down_revision = "20261122_1410"


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
