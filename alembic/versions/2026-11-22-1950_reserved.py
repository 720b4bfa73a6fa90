"""Reserved."""

revision = "20261122_1950"
down_revision = "20261122_1940"


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
