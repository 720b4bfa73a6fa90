"""Nothing yet."""

revision = "20261122_1900"
down_revision = "20261122_1800"


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
