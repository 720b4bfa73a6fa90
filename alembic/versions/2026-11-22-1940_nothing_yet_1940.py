"""Nothing yet."""

revision = "20261122_1940"
down_revision = "20261122_1930"


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
