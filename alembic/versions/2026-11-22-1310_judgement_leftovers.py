"""Nothing yet."""

revision = "20261122_1310"
down_revision = "20261122_1300"


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
